namespace Multiprocessing.Platform;

/// <summary>
/// The parent's end of a connection with a child: the control channel, or a pipe of the child's output. No call waits; a
/// <see cref="HandleListener"/> tells when another try is worthwhile. On a system that completes reads and writes instead of telling what
/// is ready, this object keeps the bytes of one read and one write meanwhile: hence an object for each end, and not a handle alone. One
/// thread reads at a time, and one writes.
/// </summary>
internal sealed partial class ByteChannel
{
    /// <summary>Takes over a handle.</summary>
    internal partial ByteChannel(OsHandle handle);

    /// <summary>Reads the bytes that are there.</summary>
    /// <returns>How many bytes were read; 0 at the end, -1 where nothing is there yet.</returns>
    internal partial int TryRead(Span<byte> buffer);

    /// <summary>Sends as many bytes as there is room for.</summary>
    /// <returns>How many bytes were sent; -1 where there is no room now, -2 where the other side is gone.</returns>
    internal partial int TryWrite(ReadOnlySpan<byte> bytes);

    /// <summary>Closes the handle. May be called repeatedly.</summary>
    internal partial void Close();
}
