using System.Net.Sockets;

namespace Multiprocessing.Platform;

/// <summary>The peer at the other end of a Unix-domain socket, as the kernel knows it: the peer cannot lie.</summary>
internal static partial class SocketPeer
{
    /// <summary>Returns why not to speak to the peer; null where it runs as this user, or as root.</summary>
    internal static partial string? Refusal(Socket socket);
}
