using System.Text;

namespace Multiprocessing.Platform;

/// <content>Unix-domain sockets of an abstract name.</content>
internal static unsafe partial class LocalSocket
{
    private const int SOL_SOCKET = 1, SO_RCVTIMEO = 20, SO_SNDTIMEO = 21, SO_PEERCRED = 17, SCM_RIGHTS = 1, MSG_CMSG_CLOEXEC = 0x40000000,
        Backlog = 128;
    private const int AddressLength = 110;

    // A header of 16 bytes, one descriptor, and the padding that aligns the next header.
    private const int ControlLength = 24, ControlUsed = 20;

    internal static partial OsHandle Listen(string name)
    {
        var socket = Libc.Socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
        if (socket < 0) return OsHandle.None;
        byte* address = stackalloc byte[AddressLength];
        if (Libc.Bind(socket, address, Fill(address, name)) == 0 && Libc.Listen(socket, Backlog) == 0) return OsHandle.Of(socket);
        Descriptors.Close(socket);
        return OsHandle.None;
    }

    internal static partial OsHandle Accept(OsHandle listener) =>
        OsHandle.Of(Libc.Accept(listener.Descriptor, null, null, Libc.SOCK_CLOEXEC));

    internal static partial OsHandle Connect(string name)
    {
        var socket = Libc.Socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
        if (socket < 0) return OsHandle.None;
        byte* address = stackalloc byte[AddressLength];
        var length = Fill(address, name);
        int result;
        do result = Libc.Connect(socket, address, length);
        while (result != 0 && Libc.LastError == Libc.EINTR);
        if (result == 0) return OsHandle.Of(socket);
        Descriptors.Close(socket);
        return OsHandle.None;
    }

    /// <summary>Whether no process listens on the socket that is this file, because its process is dead. Does not wait.</summary>
    /// <returns>False also where that cannot be told.</returns>
    internal static bool IsForsaken(string path)
    {
        // The longest name in the file system, with its end.
        const int FamilyLength = 2, MaxPathBytes = 107;
        var count = Encoding.UTF8.GetByteCount(path);
        if (count > MaxPathBytes) return false;
        var socket = Libc.Socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC | Libc.O_NONBLOCK, 0);
        if (socket < 0) return false;
        byte* address = stackalloc byte[AddressLength];
        new Span<byte>(address, AddressLength).Clear();
        *(ushort*)address = Libc.AF_UNIX;
        Encoding.UTF8.GetBytes(path, new Span<byte>(address + FamilyLength, MaxPathBytes));
        var isRefused = Libc.Connect(socket, address, FamilyLength + count + 1) != 0 && Libc.LastError == Libc.ECONNREFUSED;
        Descriptors.Close(socket);
        return isRefused;
    }

    internal static partial void SetTimeout(OsHandle socket, int seconds)
    {
        var time = stackalloc long[2];
        (time[0], time[1]) = (seconds, 0);
        _ = Libc.SetSocketOption(socket.Descriptor, SOL_SOCKET, SO_RCVTIMEO, time, 2 * sizeof(long));
        _ = Libc.SetSocketOption(socket.Descriptor, SOL_SOCKET, SO_SNDTIMEO, time, 2 * sizeof(long));
    }

    internal static partial bool IsSameUser(OsHandle socket)
    {
        // The process, the user, the group.
        var credentials = stackalloc uint[3];
        var length = 3 * sizeof(uint);
        return Libc.GetSocketOption(socket.Descriptor, SOL_SOCKET, SO_PEERCRED, credentials, &length) == 0
            && credentials[1] == Libc.EffectiveUser();
    }

    internal static partial bool TrySend(OsHandle socket, ReadOnlySpan<byte> bytes, OsHandle sent)
    {
        var control = stackalloc byte[ControlLength];
        fixed (byte* start = bytes)
        {
            var part = new Libc.IoVector { Start = start, Length = bytes.Length };
            var message = new Libc.MessageHeader { Parts = &part, PartCount = 1 };
            if (sent.IsOpen)
            {
                (*(long*)control, ((int*)control)[2], ((int*)control)[3], ((int*)control)[4], ((int*)control)[5]) =
                    (ControlUsed, SOL_SOCKET, SCM_RIGHTS, sent.Descriptor, 0);
                message.Control = control;
                message.ControlLength = ControlLength;
            }

            nint count;
            do count = Libc.SendMessage(socket.Descriptor, &message, Libc.MSG_NOSIGNAL);
            while (count < 0 && Libc.LastError == Libc.EINTR);
            return count == bytes.Length;
        }
    }

    internal static partial int Receive(OsHandle socket, Span<byte> bytes, out OsHandle received)
    {
        received = OsHandle.None;
        var control = stackalloc byte[ControlLength];
        fixed (byte* start = bytes)
        {
            var part = new Libc.IoVector { Start = start, Length = bytes.Length };
            var message = new Libc.MessageHeader { Parts = &part, PartCount = 1, Control = control, ControlLength = ControlLength };
            nint count;
            do count = Libc.ReceiveMessage(socket.Descriptor, &message, MSG_CMSG_CLOEXEC);
            while (count < 0 && Libc.LastError == Libc.EINTR);
            if (count >= 0 && message.ControlLength >= ControlUsed && ((int*)control)[2] == SOL_SOCKET && ((int*)control)[3] == SCM_RIGHTS)
            {
                received = OsHandle.Of(((int*)control)[4]);
            }

            return (int)count;
        }
    }

    internal static partial bool IsReadable(OsHandle socket, int milliseconds)
    {
        var poll = new Libc.PollDescriptor { Descriptor = socket.Descriptor, Events = Libc.POLLIN };
        return Libc.Poll(&poll, 1, milliseconds) > 0;
    }

    // The family, a zero that makes the name abstract, then the name.
    private static int Fill(byte* address, string name)
    {
        new Span<byte>(address, AddressLength).Clear();
        *(short*)address = Libc.AF_UNIX;
        return 3 + Encoding.ASCII.GetBytes(name, new Span<byte>(address + 3, AddressLength - 3));
    }
}
