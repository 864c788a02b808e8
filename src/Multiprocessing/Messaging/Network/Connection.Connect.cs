using System.Net;
using Multiprocessing.Messaging;

namespace Multiprocessing;

/// <content>Connects to a listener.</content>
public abstract partial class Connection
{
    /// <summary>
    /// Connects to a <see cref="ConnectionListener"/>, or to a <c>Listener</c> of Python. (Python: <c>connection.Client</c>.)
    /// </summary>
    /// <param name="endPoint">The listener's address: a <c>UnixDomainSocketEndPoint</c>, an <see cref="IPEndPoint"/> or a
    /// <see cref="DnsEndPoint"/>.</param>
    /// <param name="options">The key, limits and encryption; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection, which belongs to this process. Received objects are made only of the types that the receiver names; things
    /// that mean something within one process tree only, such as shared objects and functions, cannot be sent. A send that is cancelled
    /// after a part of its message may have gone out closes the connection.</returns>
    /// <exception cref="ArgumentException">The address is of another kind.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">No program listens there, or the network failed.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The two sides have different keys, or the listener belongs
    /// to another user; or encryption failed.</exception>
    /// <exception cref="IOException">The listener closed the connection before it had let this process in.</exception>
    /// <exception cref="TimeoutException">The listener took longer than <see cref="PeerOptions.HandshakeTimeout"/> to prove that it knows
    /// the key.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public static Connection Connect(EndPoint endPoint, ConnectionOptions? options = null, CancellationToken cancellationToken = default) =>
        Begin(endPoint, options, blocks: true, cancellationToken).GetAwaiter().GetResult();

    /// <summary>As <see cref="Connect"/>, holding no thread while it waits.</summary>
    /// <param name="endPoint">The listener's address: a <c>UnixDomainSocketEndPoint</c>, an <see cref="IPEndPoint"/> or a
    /// <see cref="DnsEndPoint"/>.</param>
    /// <param name="options">The key, limits and encryption; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="ArgumentException">The address is of another kind.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">No program listens there, or the network failed.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The two sides have different keys, or the listener belongs
    /// to another user; or encryption failed.</exception>
    /// <exception cref="IOException">The listener closed the connection before it had let this process in.</exception>
    /// <exception cref="TimeoutException">The listener took longer than <see cref="PeerOptions.HandshakeTimeout"/> to prove that it knows
    /// the key.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public static Task<Connection> ConnectAsync(EndPoint endPoint, ConnectionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Begin(endPoint, options, blocks: false, cancellationToken);

    private static Task<Connection> Begin(EndPoint endPoint, ConnectionOptions? options, bool blocks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return Connector.ConnectAsync(endPoint, (ConnectionOptions)(options ?? new()).Copy(), blocks, cancellationToken);
    }
}
