using System.Net;
using System.Net.Security;
using System.Security.Authentication;

namespace Multiprocessing.Tests.Messaging.Network;

public sealed class TlsTests
{
    [Fact]
    public async Task Who_does_not_encrypt_is_an_error_of_that_one_only()
    {
        var rejected = new TaskCompletionSource<Exception>();
        using var listener = new ConnectionListener(new IPEndPoint(IPAddress.Loopback, 0), new ConnectionListenerOptions { Tls = ConnectedPair.ServerTls(), OnRejected = (_, exception) => rejected.TrySetResult(exception) });
        await Assert.ThrowsAnyAsync<Exception>(() => Connection.ConnectAsync(listener.LocalEndPoint, new ConnectionOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(100) }));
        await rejected.Task;
        using var client = Connection.Connect(listener.LocalEndPoint, new ConnectionOptions { Tls = ConnectedPair.ClientTls() });
        using var server = listener.Accept();
        client.Send("encrypted");
        Assert.Equal("encrypted", server.Receive<string>());
    }

    [Fact]
    public void A_certificate_that_is_not_trusted_is_refused()
    {
        using var listener = new ConnectionListener(new IPEndPoint(IPAddress.Loopback, 0), new ConnectionListenerOptions { Tls = ConnectedPair.ServerTls() });
        Assert.Throws<AuthenticationException>(() => Connection.Connect(listener.LocalEndPoint, new ConnectionOptions { Tls = new SslClientAuthenticationOptions { TargetHost = "localhost" } }));
        Assert.Throws<AuthenticationException>(() => Connection.Connect(listener.LocalEndPoint, new ConnectionOptions { Tls = ConnectedPair.ClientTls(), Key = AuthenticationKey.FromBytes("another"u8) }));
        // The other way round: who speaks in clear.
        using var open = new ConnectionListener(new IPEndPoint(IPAddress.Loopback, 0));
        var exception = Assert.ThrowsAny<Exception>(() => Connection.Connect(open.LocalEndPoint, new ConnectionOptions { Tls = ConnectedPair.ClientTls(), HandshakeTimeout = TimeSpan.FromSeconds(2) }));
        Assert.True(exception is AuthenticationException or IOException or TimeoutException, exception.ToString());
    }
}
