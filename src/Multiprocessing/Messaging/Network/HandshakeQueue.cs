using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>
/// Takes a listener's peers from the kernel, authenticates them at the same time, each within its own time limit, and keeps them until they
/// are accepted. Runs on the thread pool, and so does not keep the program alive.
/// </summary>
internal sealed class HandshakeQueue : IDisposable
{
    // The pause after a failure to accept: a process without a free descriptor may have one soon.
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private readonly ConnectionListenerOptions _options;
    private readonly DeclaredTypesCache _types;
    private readonly Channel<Connection> _finished = Channel.CreateUnbounded<Connection>();
    private readonly CancellationTokenSource _closing = new();

    // In the order of their arrival.
    private readonly LinkedList<PendingPeer> _pending = [];
    private readonly SemaphoreSlim _taken = new(0);
    private bool _closed;

    internal HandshakeQueue(Socket socket, ConnectionListenerOptions options)
    {
        (_socket, _options) = (socket, options);
        _types = Connector.TypesOf(options.AllowedTypes, options.AllowCycles);
        _ = Task.Run(RunAsync);
    }

    /// <summary>The peers that have authenticated.</summary>
    internal ChannelReader<Connection> Finished => _finished.Reader;

    /// <summary>Notes that a peer was taken from <see cref="Finished"/>, so that there is room for another one.</summary>
    internal void Taken()
    {
        if (_taken.CurrentCount == 0) _taken.Release();
    }

    /// <summary>Ends the queue. Objects that peers in a handshake may still hold are left to the garbage collector.</summary>
    public void Dispose()
    {
        PendingPeer[] pending;
        lock (_pending)
        {
            _closed = true;
            pending = [.. _pending];
        }

        // Outside the lock, since the handshakes may continue at once, on this thread.
        foreach (var peer in pending) peer.SendAway("The listener was closed.");
        _finished.Writer.TryComplete();
        _closing.Cancel();
        while (_finished.Reader.TryRead(out var connection)) connection.Close();
    }

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                // Further peers wait in the kernel, where they cost nothing.
                while (_finished.Reader.Count >= _options.Backlog) await _taken.WaitAsync(_closing.Token).ConfigureAwait(false);
                Begin(await _socket.AcceptAsync(_closing.Token).ConfigureAwait(false));
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionAborted
                or SocketError.ConnectionReset)
            {
                // The peer has gone before it was taken.
                await Task.Yield();
            }
            catch (SocketException) when (!_closing.IsCancellationRequested)
            {
                await Task.Delay(s_breath).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private void Begin(Socket socket)
    {
        var peer = new PendingPeer(socket, _options.HandshakeTimeout);
        PendingPeer? oldest = null;
        LinkedListNode<PendingPeer> place;
        lock (_pending)
        {
            if (_closed)
            {
                peer.Dispose();
                socket.Dispose();
                return;
            }

            if (_pending.Count >= NetworkLimits.Handshakes)
            {
                oldest = _pending.First!.Value;
                _pending.RemoveFirst();
            }

            place = _pending.AddLast(peer);
        }

        oldest?.SendAway($"More than {NetworkLimits.Handshakes} peers had not proved yet that they know the key, and this one was the " +
            "oldest.");
        _ = Task.Run(() => WelcomeAsync(peer, place));
    }

    // Whatever a peer does, and whatever encryption says of it, is an error of that peer only.
    private async Task WelcomeAsync(PendingPeer peer, LinkedListNode<PendingPeer> place)
    {
        Exception? refusal = null;
        try
        {
            var connection = await Connector.WelcomeAsync(peer.Socket, _options, _types, peer.End).ConfigureAwait(false);
            if (!_finished.Writer.TryWrite(connection)) connection.Close();
        }
        catch (OperationCanceledException) when (peer.End.IsCancellationRequested)
        {
            refusal = new TimeoutException(peer.Reason
                ?? $"The peer has not proved within {_options.HandshakeTimeout} that it knows the key.");
        }
        catch (Exception exception)
        {
            refusal = exception;
        }

        lock (_pending)
        {
            if (place.List is not null) _pending.Remove(place);
        }

        if (refusal is not null)
        {
            peer.Socket.Dispose();
            Tell(peer.Address, refusal);
        }

        peer.Dispose();
    }

    // The listener goes on, whatever its owner's callback does.
    private void Tell(EndPoint? address, Exception refusal)
    {
        try
        {
            if (!_closing.IsCancellationRequested) _options.OnRejected?.Invoke(address, refusal);
        }
        catch (Exception)
        {
        }
    }
}
