using System.Net.Sockets;

namespace Multiprocessing.Platform;

/// <summary>Who is at the other end of a Unix-domain socket: the kernel knows, the peer cannot lie.</summary>
internal static partial class SocketPeer
{
    /// <summary>Why the peer is not to be spoken to; null where it is this user, or root.</summary>
    internal static partial string? Refusal(Socket socket);
}
