using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Multiprocessing.Platform;

/// <content>Descriptors, sockets and pipes.</content>
internal static unsafe partial class OsHandles
{
    internal static partial (OsHandle Parent, OsHandle Child) ControlChannel()
    {
        int* pair = stackalloc int[2];
        if (Libc.SocketPair(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0, pair) != 0)
        {
            throw Descriptors.Failure("a control socket");
        }

        return Raise(pair[0], pair[1]);
    }

    internal static partial (OsHandle Read, OsHandle Write) Pipe()
    {
        int* pair = stackalloc int[2];
        if (Libc.Pipe2(pair, Libc.O_CLOEXEC) != 0) throw Descriptors.Failure("a pipe");
        return Raise(pair[0], pair[1]);
    }

    internal static partial SafeFileHandle Duplicate(SafeHandle handle)
    {
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            var duplicate = TryDuplicate(OsHandle.Of(handle));
            return duplicate.IsOpen ? Own(duplicate)
                : throw new IOException($"An open file or socket could not have a second descriptor: {SystemError.Last}.");
        }
        finally
        {
            if (isHeld) handle.DangerousRelease();
        }
    }

    internal static partial OsHandle TryDuplicate(OsHandle handle) => OsHandle.Of(Descriptors.TryDuplicate(handle.Descriptor));

    internal static partial void Close(OsHandle handle)
    {
        if (handle.IsOpen) _ = Libc.Close(handle.Descriptor);
    }

    private static partial nint OsNumber(OsHandle handle) => handle.Descriptor;

    private static (OsHandle First, OsHandle Second) Raise(int first, int second)
    {
        first = Descriptors.Raise(first);
        if (first >= 0) second = Descriptors.Raise(second);
        if (first >= 0 && second >= 0) return (OsHandle.Of(first), OsHandle.Of(second));
        var failure = Descriptors.Failure("a descriptor");
        Descriptors.Close(first);
        Descriptors.Close(second);
        throw failure;
    }
}
