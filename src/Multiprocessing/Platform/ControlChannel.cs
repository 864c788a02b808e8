namespace Multiprocessing.Platform;

/// <summary>A child's end of the channel to its parent: reads and writes that wait. One thread reads at a time, and one writes.</summary>
internal static partial class ControlChannel
{
    /// <summary>Fills the buffer.</summary>
    /// <returns>False when the parent closed the channel before the first byte.</returns>
    /// <exception cref="EndOfStreamException">The parent closed the channel after the first byte.</exception>
    internal static partial bool ReadExactly(Span<byte> buffer);

    /// <summary>Writes all bytes.</summary>
    /// <returns>False when the parent is gone.</returns>
    internal static partial bool WriteAll(ReadOnlySpan<byte> bytes);
}
