using System.Net;
using System.Net.Sockets;

namespace Multiprocessing.Messaging;

/// <summary>A peer that has not authenticated yet, and may be disconnected at any time.</summary>
internal sealed class PendingPeer : IDisposable
{
    private readonly CancellationTokenSource _end;
    private volatile string? _reason;

    internal PendingPeer(Socket socket, TimeSpan limit)
    {
        Socket = socket;
        Address = socket.AddressFamily == AddressFamily.Unix ? null : RemoteAddress(socket);
        _end = new CancellationTokenSource(limit);
    }

    internal Socket Socket { get; }

    internal EndPoint? Address { get; }

    internal CancellationToken End => _end.Token;

    /// <summary>The reason why the peer was disconnected; null if its time was over.</summary>
    internal string? Reason => _reason;

    internal void SendAway(string reason)
    {
        _reason = reason;
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The handshake ended at the same time.
        }
    }

    public void Dispose() => _end.Dispose();

    private static EndPoint? RemoteAddress(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
