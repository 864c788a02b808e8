using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <content>SO_PEERCRED.</content>
internal static partial class SocketPeer
{
    private const int SOL_SOCKET = 1, SO_PEERCRED = 17;
    private const uint Root = 0;

    internal static partial string? Refusal(Socket socket)
    {
        // The process, the user, the group.
        Span<byte> credentials = stackalloc byte[3 * sizeof(int)];
        if (socket.GetRawSocketOption(SOL_SOCKET, SO_PEERCRED, credentials) != credentials.Length)
        {
            return "The system does not tell who the peer is.";
        }

        var user = MemoryMarshal.Cast<byte, uint>(credentials)[1];
        return user == Libc.EffectiveUser() || user == Root ? null : $"The peer belongs to another user (number {user}).";
    }
}
