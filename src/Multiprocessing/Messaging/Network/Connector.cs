using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>Makes connections of sockets, on either side: encryption, then the handshake, within one time limit.</summary>
internal static class Connector
{
    /// <summary>Connects to a listener.</summary>
    /// <param name="address">The listener's address.</param>
    /// <param name="options">The key, limits and encryption.</param>
    /// <param name="blocks">Whether the calling thread waits for the network.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    internal static async Task<Connection> ConnectAsync(EndPoint address, ConnectionOptions options, bool blocks,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var socket = NewSocket(address);
        try
        {
            if (blocks)
            {
                Connect(socket, address, cancellationToken);
            }
            else
            {
                await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
                socket = BlockingSocket.From(socket);
            }

            NetworkSockets.Prepare(socket);
            return await OpenAsync(socket, options, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Authenticates a peer, on the listener's side.</summary>
    internal static async Task<Connection> WelcomeAsync(Socket socket, ConnectionListenerOptions options, DeclaredTypesCache types,
        CancellationToken cancellationToken)
    {
        NetworkSockets.Prepare(socket);
        Stream stream = new NetworkStream(socket, ownsSocket: false);
        if (options.Tls is not null)
        {
            var encrypted = new SslStream(stream);
            stream = encrypted;
            await encrypted.AuthenticateAsServerAsync(options.Tls, cancellationToken).ConfigureAwait(false);
        }

        if (options.RequireAuthentication)
        {
            await new Handshake(ForHandshake(stream, socket), options.Key ?? AuthenticationKey.Default, options.RequireSha256,
                cancellationToken).ListenAsync().ConfigureAwait(false);
        }

        return new StreamConnection(socket, stream, options.MaxMessageBytes, types);
    }

    private static void Connect(Socket socket, EndPoint address, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket))
        {
            try
            {
                socket.Connect(address);
            }
            catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is SocketException
                or ObjectDisposedException)
            {
                throw new OperationCanceledException(exception.Message, exception, cancellationToken);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task<Connection> OpenAsync(Socket socket, ConnectionOptions options, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.HandshakeTimeout);
        try
        {
            Stream stream = new NetworkStream(socket, ownsSocket: false);
            if (options.Tls is not null)
            {
                var encrypted = new SslStream(stream);
                stream = encrypted;
                await encrypted.AuthenticateAsClientAsync(options.Tls, limit.Token).ConfigureAwait(false);
            }

            if (options.RequireAuthentication)
            {
                await new Handshake(ForHandshake(stream, socket), options.Key ?? AuthenticationKey.Default, options.RequireSha256,
                    limit.Token).ConnectAsync().ConfigureAwait(false);
            }

            return new StreamConnection(socket, stream, options.MaxMessageBytes, TypesOf(options.AllowedTypes, options.AllowCycles));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The listener has not let this process in within {options.HandshakeTimeout}. If it asks for no " +
                "key, set RequireAuthentication to false on this side too.", exception);
        }
        catch (Exception exception) when (exception is EndOfStreamException or IOException)
        {
            throw new IOException("The listener closed the connection before it had let this process in: it may have no key, be " +
                "encrypted, or refuse this user; or it was closed.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new System.Security.Authentication.AuthenticationException(
                "The listener does not speak this protocol, or is encrypted, or asks for no key: " + exception.Message, exception);
        }
    }

    private static Stream ForHandshake(Stream stream, Socket socket) => stream is NetworkStream ? new QuietSocketStream(socket) : stream;

    internal static DeclaredTypesCache TypesOf(IReadOnlyCollection<Type> allowed, bool allowsCycles) =>
        allowed.Count == 0 && !allowsCycles ? DeclaredTypesCache.Plain : new DeclaredTypesCache([.. allowed], allowsCycles);

    // A host name may have addresses of IPv4 and IPv6, so its socket is made for both.
    private static Socket NewSocket(EndPoint endPoint) => endPoint switch
    {
        UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
        IPEndPoint ip => new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
        DnsEndPoint => new Socket(SocketType.Stream, ProtocolType.Tcp),
        _ => throw new ArgumentException($"A connection is made to a UnixDomainSocketEndPoint, an IPEndPoint or a DnsEndPoint, not to a " +
            $"{endPoint.GetType()}.", nameof(endPoint)),
    };
}
