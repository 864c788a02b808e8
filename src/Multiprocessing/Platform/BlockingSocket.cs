using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Multiprocessing.Platform;

/// <summary>Sockets whose blocking calls wait in the kernel.</summary>
internal static class BlockingSocket
{
    /// <summary>
    /// The same socket as if .NET had never used it asynchronously: once it has, a blocking call sleeps until another thread tells that
    /// there is something, which takes twice as long as the kernel does.
    /// </summary>
    internal static Socket From(Socket socket)
    {
        var descriptor = Descriptors.TryDuplicate((int)socket.Handle);
        if (descriptor < 0) throw new IOException("No second descriptor could be had for a socket.", Descriptors.Failure("a socket"));
        socket.Dispose();
        return Of(descriptor);
    }

    /// <summary>The socket of a descriptor, which belongs to it from now on.</summary>
    internal static Socket Of(SafeFileHandle handle)
    {
        var socket = Of((int)handle.DangerousGetHandle());
        handle.SetHandleAsInvalid();
        return socket;
    }

    private static Socket Of(int descriptor)
    {
        _ = Libc.FileControl(descriptor, Libc.F_SETFL, Libc.FileControl(descriptor, Libc.F_GETFL, 0) & ~Libc.O_NONBLOCK);
        return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }
}
