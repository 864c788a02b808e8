using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <summary>Who is at the other end of a Unix-domain socket: the kernel knows, the peer cannot lie.</summary>
internal static class SocketPeer
{
    private const int SOL_SOCKET = 1, SO_PEERCRED = 17;
    private const uint Root = 0;

    /// <summary>Why the peer is not to be spoken to; null where it is this user, or root.</summary>
    internal static string? Refusal(Socket socket)
    {
        // Process, user, group.
        Span<byte> credentials = stackalloc byte[3 * sizeof(int)];
        if (socket.GetRawSocketOption(SOL_SOCKET, SO_PEERCRED, credentials) != credentials.Length)
        {
            return "The system does not tell who the peer is.";
        }

        var user = MemoryMarshal.Cast<byte, uint>(credentials)[1];
        return user == Libc.EffectiveUser() || user == Root ? null : $"The peer belongs to another user (number {user}).";
    }
}
