using System.Net.Sockets;
using System.Security.Authentication;
using Multiprocessing.Platform;

namespace Multiprocessing.Messaging;

/// <summary>Prepares and closes sockets of either kind.</summary>
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
            // The peer has closed the socket already.
        }
    }

    /// <summary>
    /// Makes a TCP socket send small messages at once, without waiting for more to send; checks the user of a Unix-domain socket's peer.
    /// </summary>
    /// <exception cref="AuthenticationException">The peer runs as another user.</exception>
    internal static void Prepare(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;
        else if (SocketPeer.Refusal(socket) is { } refusal) throw new AuthenticationException(refusal);
    }
}
