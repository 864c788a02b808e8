namespace Multiprocessing.Platform;

/// <summary>Sends and receives without ever waiting, whatever the mode of the socket.</summary>
internal static partial class NonBlockingSocket
{
    /// <summary>Receives the bytes that are there.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="bytes">Where to put them.</param>
    /// <param name="count">How many bytes were received; 0 where the peer sends no more.</param>
    /// <returns>False where nothing is there yet.</returns>
    /// <exception cref="IOException">The connection failed.</exception>
    internal static partial bool TryReceive(OsHandle socket, Span<byte> bytes, out int count);

    /// <summary>Sends all bytes, for which there must be room.</summary>
    /// <exception cref="IOException">The connection failed, or did not have the room.</exception>
    internal static partial void SendAll(OsHandle socket, ReadOnlySpan<byte> bytes);
}
