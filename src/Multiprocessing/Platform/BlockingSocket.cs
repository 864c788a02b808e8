using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Multiprocessing.Platform;

/// <summary>Sockets whose blocking calls wait in the kernel.</summary>
internal static partial class BlockingSocket
{
    /// <summary>
    /// Returns the same socket as if .NET had never used it asynchronously: once .NET has, a blocking call sleeps until another thread
    /// reports readiness, which takes twice as long as the kernel's own wait.
    /// </summary>
    internal static partial Socket From(Socket socket);

    /// <summary>Makes a socket of a handle, which it owns from now on.</summary>
    internal static partial Socket Of(SafeFileHandle handle);
}
