using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading.Channels;
using Multiprocessing.Messaging;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// Waits at an address for peers that know a key: processes of this program, of other programs, on other machines, or Python's. Speaks the
/// protocol of <c>multiprocessing.connection</c>. Peers authenticate in the background, all at the same time; a slow, silent or hostile
/// peer fails only itself. Thread-safe; does not keep the program alive. (Python: <c>connection.Listener</c>.)
/// </summary>
/// <example><code>
/// using var listener = new ConnectionListener();
/// var address = listener.LocalEndPoint.ToString()!;
/// using var child = ChildProcess.Start(() =>
/// {
///     using var connection = Connection.Connect(new UnixDomainSocketEndPoint(address));
///     connection.Send("hello");
/// });
/// using var accepted = listener.Accept();
/// Console.WriteLine(accepted.Receive&lt;string&gt;());   // hello
/// </code></example>
[DebuggerDisplay("ConnectionListener {LocalEndPoint}")]
public sealed class ConnectionListener : IDisposable
{
    private readonly ListeningAddress _address;
    private readonly HandshakeQueue _handshakes;
    private int _disposed;

    /// <summary>Begins to listen.</summary>
    /// <param name="localEndPoint">A <c>UnixDomainSocketEndPoint</c>, whose file must not exist and is removed in the end, or an
    /// <see cref="IPEndPoint"/>, where port 0 picks a free port. Null for a Unix-domain socket in a folder of its own, which only this user
    /// may enter.</param>
    /// <param name="options">The key, limits and encryption; null for the defaults.</param>
    /// <exception cref="ArgumentException">The address is of another kind.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address is in use, or not one of this machine.</exception>
    public ConnectionListener(EndPoint? localEndPoint = null, ConnectionListenerOptions? options = null)
    {
        options = (ConnectionListenerOptions)(options ?? new()).Copy();
        _address = new ListeningAddress(localEndPoint, options.Backlog);
        _handshakes = new HandshakeQueue(_address.Socket, options);
    }

    /// <summary>The listener's address, to be given to <see cref="Connection.Connect"/>. (Python: <c>address</c>.)</summary>
    public EndPoint LocalEndPoint => _address.EndPoint;

    /// <summary>Waits for a peer that has authenticated. (Python: <c>accept</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection to the peer.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The listener was disposed of.</exception>
    public Connection Accept(CancellationToken cancellationToken = default) =>
        AcceptAsync(cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <summary>Waits, for at most a given time, for a peer that has authenticated.</summary>
    /// <param name="connection">The connection to the peer; null when the time is over.</param>
    /// <param name="timeout">How long to wait at most; not at all by default, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a peer was accepted.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The listener was disposed of.</exception>
    public bool TryAccept([NotNullWhen(true)] out Connection? connection, TimeSpan timeout = default,
        CancellationToken cancellationToken = default) =>
        (connection = TryAcceptAsync(Deadline.After(timeout), cancellationToken).GetAwaiter().GetResult()) is not null;

    /// <summary>As <see cref="Accept"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The listener was disposed of.</exception>
    public async ValueTask<Connection> AcceptAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckOpen();
        try
        {
            var connection = await _handshakes.Finished.ReadAsync(cancellationToken).ConfigureAwait(false);
            _handshakes.Taken();
            return connection;
        }
        catch (ChannelClosedException)
        {
            throw Closed();
        }
    }

    /// <summary>
    /// Stops listening. Peers that were not accepted yet are disconnected, waits for a peer end, and the file of a Unix-domain socket is
    /// removed. Accepted connections stay open.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _address.Dispose();
        _handshakes.Dispose();
    }

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(20);

    private async Task<Connection?> TryAcceptAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryTake(out var connection)) return connection;
        while (!deadline.IsOver)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (deadline.Left is var left && left >= TimeSpan.Zero) limit.CancelAfter(left < s_longest ? left : s_longest);
            try
            {
                await _handshakes.Finished.WaitToReadAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The time is over; a peer may have come in the last moment.
            }

            if (TryTake(out connection)) return connection;
        }

        return null;
    }

    private bool TryTake([NotNullWhen(true)] out Connection? connection)
    {
        CheckOpen();
        if (!_handshakes.Finished.TryRead(out connection)) return false;
        _handshakes.Taken();
        return true;
    }

    private void CheckOpen()
    {
        if (Volatile.Read(ref _disposed) != 0) throw Closed();
    }

    private static ObjectDisposedException Closed() => new(nameof(ConnectionListener));
}
