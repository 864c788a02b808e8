namespace Multiprocessing.Platform;

/// <summary>Blocking reads and writes on a control socket, as a child uses it.</summary>
internal static unsafe class ControlSocket
{
    /// <summary>Fills the buffer; false when the peer closed before the first byte.</summary>
    internal static bool ReadExactly(int descriptor, Span<byte> buffer)
    {
        var done = 0;
        fixed (byte* start = buffer)
        {
            while (done < buffer.Length)
            {
                var count = Libc.Read(descriptor, start + done, buffer.Length - done);
                if (count > 0) done += (int)count;
                else if (count < 0 && Libc.LastError == Libc.EINTR) continue;
                else if (done == 0) return false;
                else throw new EndOfStreamException("A message on the control channel was cut short.");
            }
        }

        return true;
    }

    /// <summary>Writes all bytes; false when the peer is gone.</summary>
    internal static bool WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (var done = 0; done < bytes.Length;)
            {
                var count = Libc.Send(descriptor, start + done, bytes.Length - done, Libc.MSG_NOSIGNAL);
                if (count >= 0) done += (int)count;
                else if (Libc.LastError != Libc.EINTR) return false;
            }
        }

        return true;
    }

    /// <summary>What a call that must not wait achieved: bytes moved, 0 at the end of the stream, -1 when it would have to wait.</summary>
    internal static int TryRead(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do { count = Libc.Read(descriptor, start, buffer.Length); }
            while (count < 0 && Libc.LastError == Libc.EINTR);
            return count >= 0 ? (int)count : Libc.LastError == Libc.EAGAIN ? -1 : 0;
        }
    }

    /// <summary>Sends what fits now: bytes sent, -1 when it would have to wait, -2 when the peer is gone.</summary>
    internal static int TryWrite(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint count;
            do { count = Libc.Send(descriptor, start, bytes.Length, Libc.MSG_NOSIGNAL | Libc.MSG_DONTWAIT); }
            while (count < 0 && Libc.LastError == Libc.EINTR);
            return count >= 0 ? (int)count : Libc.LastError == Libc.EAGAIN ? -1 : -2;
        }
    }
}
