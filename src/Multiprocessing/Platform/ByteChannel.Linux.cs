namespace Multiprocessing.Platform;

/// <content>A socket or pipe that does not block.</content>
internal sealed unsafe partial class ByteChannel
{
    internal partial ByteChannel(OsHandle handle)
    {
        Handle = handle;
        Descriptors.SetNonBlocking(handle.Descriptor);
    }

    /// <summary>The handle to listen to; <see cref="OsHandle.None"/> once it is closed.</summary>
    internal OsHandle Handle { get; private set; }

    /// <summary>The key under which the listener reports events of this channel.</summary>
    internal long Key { get; set; }

    internal partial int TryRead(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do { count = Libc.Read(Handle.Descriptor, start, buffer.Length); }
            while (count < 0 && Libc.LastError == Libc.EINTR);
            return count >= 0 ? (int)count : Libc.LastError == Libc.EAGAIN ? -1 : 0;
        }
    }

    internal partial int TryWrite(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint count;
            do { count = Libc.Send(Handle.Descriptor, start, bytes.Length, Libc.MSG_NOSIGNAL | Libc.MSG_DONTWAIT); }
            while (count < 0 && Libc.LastError == Libc.EINTR);
            return count >= 0 ? (int)count : Libc.LastError == Libc.EAGAIN ? -1 : -2;
        }
    }

    internal partial void Close()
    {
        OsHandles.Close(Handle);
        Handle = OsHandle.None;
    }
}
