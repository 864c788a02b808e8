using System.Net.Sockets;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>
/// A connection over a socket, encrypted or not. One at a time receives, and one at a time sends, so messages stay whole.
/// </summary>
internal sealed partial class StreamConnection : Connection, ISurrogateSerializable<StreamConnection, TravellingConnection>
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

    // Another process has it too, so it must not end for both when this one lets go of it.
    private volatile bool _isShared;

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

    internal override bool IsClosed => Volatile.Read(ref _closed) != 0;

    internal override void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        // Whoever waits in the kernel is woken.
        if (!_isShared) NetworkSockets.ShutDown(_socket);
        _stream.Dispose();
        _socket.Dispose();
        _ = Volatile.Read(ref _pending)?.ContinueWith(static read => read.Exception, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Gives the socket to another process.</summary>
    /// <exception cref="ProcessBoundaryException">A part of what is under way is in this process only.</exception>
    TravellingConnection ISurrogateSerializable<StreamConnection, TravellingConnection>.ToSurrogate()
    {
        CheckOpen();
        if (!_isPlain)
        {
            throw new ProcessBoundaryException("An encrypted connection cannot cross a process border: its keys change with each " +
                "message; connect in the other process.");
        }

        if (_pending is not null || _incoming.IsWithin)
        {
            throw new ProcessBoundaryException("A connection cannot cross a process border while a part of a message has been received " +
                "here, or is waited for; send it before it is used.");
        }

        _isShared = true;
        return new TravellingConnection(_socket, (int)_limit, _types.Further ?? [], _types.AllowsCycles);
    }

    static StreamConnection ISurrogateSerializable<StreamConnection, TravellingConnection>.FromSurrogate(TravellingConnection surrogate) =>
        new(surrogate.Socket, new NetworkStream(surrogate.Socket, ownsSocket: false), surrogate.MaxMessageBytes,
            Connector.TypesOf(surrogate.AllowedTypes, surrogate.AllowCycles));

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
