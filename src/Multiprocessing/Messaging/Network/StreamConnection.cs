using System.Net.Sockets;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>
/// A connection over a socket, encrypted or not. One thread or task at a time receives, and one at a time sends, so messages stay whole.
/// </summary>
internal sealed partial class StreamConnection : Connection, ISurrogateSerializable<StreamConnection, TravellingConnection>
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    // Whether the stream is the bare socket, so that polling the socket tells whether the stream has bytes.
    private readonly bool _isPlain;
    private readonly long _limit;
    private readonly DeclaredTypesCache _types;
    private readonly MessageAssembler _incoming;
    private readonly SemaphoreSlim _receiving = new(1, 1);
    private readonly SemaphoreSlim _sending = new(1, 1);

    // Set when another process has the socket too: closing it here must then not end it for both.
    private volatile bool _isShared;

    private volatile string? _whyClosed;
    private int _closed;

    /// <param name="socket">The socket; belongs to the connection from now on.</param>
    /// <param name="stream">The stream over the socket, from which nothing has been read ahead.</param>
    /// <param name="limit">The longest message, in bytes.</param>
    /// <param name="types">Finds the types that a requested type permits.</param>
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
        // Wakes threads that wait in the kernel.
        if (!_isShared) NetworkSockets.ShutDown(_socket);
        _stream.Dispose();
        _socket.Dispose();
        _ = Volatile.Read(ref _pending)?.ContinueWith(static read => read.Exception, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Gives the socket to another process.</summary>
    /// <exception cref="ProcessBoundaryException">A part of a message has been received, or is being read, in this process.</exception>
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
