using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Multiprocessing.Platform;

/// <content>O_NONBLOCK.</content>
internal static partial class BlockingSocket
{
    internal static partial Socket From(Socket socket)
    {
        var duplicate = OsHandles.TryDuplicate(OsHandle.Of(socket.Handle));
        if (!duplicate.IsOpen) throw new IOException("No second descriptor could be had for a socket.", Descriptors.Failure("a socket"));
        socket.Dispose();
        return Of(duplicate);
    }

    internal static partial Socket Of(SafeFileHandle handle) => Of(OsHandles.TakeFrom(handle));

    private static Socket Of(OsHandle handle)
    {
        var descriptor = handle.Descriptor;
        _ = Libc.FileControl(descriptor, Libc.F_SETFL, Libc.FileControl(descriptor, Libc.F_GETFL, 0) & ~Libc.O_NONBLOCK);
        return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }
}
