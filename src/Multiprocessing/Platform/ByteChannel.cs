namespace Multiprocessing.Platform;

/// <summary>
/// A parent's end of what connects it with a child: the control channel, or a pipe of the child's output. It never waits; a
/// <see cref="HandleListener"/> tells when another try is worth while. A system that completes reads and writes, and does not tell what is
/// ready, keeps the bytes of one read and of one write here meanwhile: hence an object for each end, not a handle alone. One thread reads
/// at a time, and one writes.
/// </summary>
internal sealed partial class ByteChannel
{
    /// <summary>Takes over a handle.</summary>
    internal partial ByteChannel(OsHandle handle);

    /// <summary>Reads what is there.</summary>
    /// <returns>How many bytes; 0 at the end, -1 where nothing is there yet.</returns>
    internal partial int TryRead(Span<byte> buffer);

    /// <summary>Sends what there is room for.</summary>
    /// <returns>How many bytes; -1 where there is no room now, -2 where the other side is gone.</returns>
    internal partial int TryWrite(ReadOnlySpan<byte> bytes);

    /// <summary>Closes the handle. May be called again.</summary>
    internal partial void Close();
}
