namespace Multiprocessing.Platform;

/// <summary>Sends and receives without ever waiting, whatever the mode of the socket.</summary>
internal static unsafe class NonBlockingSocket
{
    /// <summary>Receives what is there.</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="bytes">Where to.</param>
    /// <param name="count">How many bytes; 0 where the peer sends no more.</param>
    /// <returns>False where nothing is there yet.</returns>
    /// <exception cref="IOException">The connection failed.</exception>
    internal static bool TryReceive(int descriptor, Span<byte> bytes, out int count)
    {
        fixed (byte* start = bytes)
        {
            do count = (int)Libc.Receive(descriptor, start, bytes.Length, Libc.MSG_DONTWAIT);
            while (count < 0 && Libc.LastError == Libc.EINTR);
        }

        return count >= 0 || (Libc.LastError == Libc.EAGAIN ? false : throw Failure());
    }

    /// <summary>Sends all, for which there must be room.</summary>
    /// <exception cref="IOException">The connection failed, or has not had the room.</exception>
    internal static void SendAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            if ((int)Libc.Send(descriptor, start, bytes.Length, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL) != bytes.Length) throw Failure();
        }
    }

    private static IOException Failure() => new($"The connection failed: {Libc.Describe(Libc.LastError)}.");
}
