namespace Multiprocessing.Platform;

/// <summary>Sends and receives without ever waiting, whatever the mode of the socket.</summary>
internal static partial class NonBlockingSocket
{
    /// <summary>Receives what is there.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="bytes">Where to.</param>
    /// <param name="count">How many bytes; 0 where the peer sends no more.</param>
    /// <returns>False where nothing is there yet.</returns>
    /// <exception cref="IOException">The connection failed.</exception>
    internal static partial bool TryReceive(OsHandle socket, Span<byte> bytes, out int count);

    /// <summary>Sends all, for which there must be room.</summary>
    /// <exception cref="IOException">The connection failed, or has not had the room.</exception>
    internal static partial void SendAll(OsHandle socket, ReadOnlySpan<byte> bytes);
}
