using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Multiprocessing.Platform;

/// <summary>Sockets whose blocking calls wait in the kernel.</summary>
internal static partial class BlockingSocket
{
    /// <summary>
    /// The same socket as if .NET had never used it asynchronously: once it has, a blocking call sleeps until another thread tells that
    /// there is something, which takes twice as long as the kernel does.
    /// </summary>
    internal static partial Socket From(Socket socket);

    /// <summary>The socket of a handle, which belongs to it from now on.</summary>
    internal static partial Socket Of(SafeFileHandle handle);
}
