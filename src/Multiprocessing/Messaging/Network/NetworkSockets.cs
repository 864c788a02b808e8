using System.Net.Sockets;

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

    /// <summary>A small message is sent at once; it is not kept back for others to come.</summary>
    internal static void Prepare(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;
    }
}
