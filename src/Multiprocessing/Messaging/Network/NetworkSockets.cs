using System.Net.Sockets;
using System.Security.Authentication;
using Multiprocessing.Platform;

namespace Multiprocessing.Messaging;

/// <summary>What is done with sockets of either kind.</summary>
internal static class NetworkSockets
{
    internal static void ShutDown(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer was faster.
        }
    }

    /// <summary>
    /// A small message is sent at once, and not kept back for others to come; of a Unix-domain socket the peer is looked at.
    /// </summary>
    /// <exception cref="AuthenticationException">The peer is another user's.</exception>
    internal static void Prepare(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;
        else if (SocketPeer.Refusal(socket) is { } refusal) throw new AuthenticationException(refusal);
    }
}
