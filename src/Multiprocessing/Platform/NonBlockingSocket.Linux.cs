namespace Multiprocessing.Platform;

/// <content>MSG_DONTWAIT.</content>
internal static unsafe partial class NonBlockingSocket
{
    internal static partial bool TryReceive(OsHandle socket, Span<byte> bytes, out int count)
    {
        fixed (byte* start = bytes)
        {
            do count = (int)Libc.Receive(socket.Descriptor, start, bytes.Length, Libc.MSG_DONTWAIT);
            while (count < 0 && Libc.LastError == Libc.EINTR);
        }

        return count >= 0 || (Libc.LastError == Libc.EAGAIN ? false : throw Failure());
    }

    internal static partial void SendAll(OsHandle socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            if ((int)Libc.Send(socket.Descriptor, start, bytes.Length, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL) != bytes.Length)
            {
                throw Failure();
            }
        }
    }

    private static IOException Failure() => new($"The connection failed: {SystemError.Last}.");
}
