namespace Multiprocessing.Platform;

/// <content>A socket.</content>
internal static unsafe partial class ControlChannel
{
    internal static partial bool ReadExactly(Span<byte> buffer)
    {
        var done = 0;
        fixed (byte* start = buffer)
        {
            while (done < buffer.Length)
            {
                var count = Libc.Read(InheritedHandles.Control, start + done, buffer.Length - done);
                if (count > 0) done += (int)count;
                else if (count < 0 && Libc.LastError == Libc.EINTR) continue;
                else if (done == 0) return false;
                else throw new EndOfStreamException("A message on the control channel was cut short.");
            }
        }

        return true;
    }

    internal static partial bool WriteAll(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (var done = 0; done < bytes.Length;)
            {
                var count = Libc.Send(InheritedHandles.Control, start + done, bytes.Length - done, Libc.MSG_NOSIGNAL);
                if (count >= 0) done += (int)count;
                else if (Libc.LastError != Libc.EINTR) return false;
            }
        }

        return true;
    }
}
