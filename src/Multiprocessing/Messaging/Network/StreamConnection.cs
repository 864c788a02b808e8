using System.Net.Sockets;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>A connection over a socket, encrypted or not. One at a time receives, and one at a time sends, so messages stay whole.</summary>
internal sealed partial class StreamConnection : Connection
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    // Nothing stands between the socket and this, so that what the kernel says of the socket is true of the stream.
    private readonly bool _isPlain;
    private readonly long _limit;
    private readonly DeclaredTypesCache _types;
    private readonly MessageAssembler _incoming;
    private readonly SemaphoreSlim _receiving = new(1, 1);
    private readonly SemaphoreSlim _sending = new(1, 1);

    private volatile string? _whyClosed;
    private int _closed;

    /// <param name="socket">The socket; belongs to the connection from now on.</param>
    /// <param name="stream">What is read and written: over the socket, and nothing has been read ahead.</param>
    /// <param name="limit">The most bytes of a message.</param>
    /// <param name="types">What values may be of.</param>
    internal StreamConnection(Socket socket, Stream stream, int limit, DeclaredTypesCache types)
    {
        (_socket, _stream, _limit, _types) = (socket, stream, limit, types);
        _isPlain = stream is NetworkStream;
        _incoming = new MessageAssembler(limit);
    }

    public override bool CanReceive => true;

    public override bool CanSend => true;

    public override bool IsClosed => Volatile.Read(ref _closed) != 0;

    public override void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        // Whoever waits in the kernel is woken.
        NetworkSockets.ShutDown(_socket);
        _stream.Dispose();
        _socket.Dispose();
        _ = Volatile.Read(ref _pending)?.ContinueWith(static read => read.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void CloseBecause(string reason)
    {
        _whyClosed = reason;
        Close();
    }

    private void CheckOpen()
    {
        if (IsClosed) throw new ObjectDisposedException(nameof(Connection), _whyClosed ?? "This end of the connection was closed.");
    }

    private void CheckStart(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckOpen();
    }
}
