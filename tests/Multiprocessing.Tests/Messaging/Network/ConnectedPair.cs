using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>A listener and the two ends of one connection.</summary>
internal sealed class ConnectedPair : IDisposable
{
    private const string Host = "multiprocessing.test";

    private static readonly Lazy<X509Certificate2> s_certificate = new(MakeCertificate);

    internal ConnectedPair(Transport transport, int maximumMessageBytes = 1 << 30, IReadOnlyCollection<Type>? allowedTypes = null)
    {
        Listener = new ConnectionListener(AddressOf(transport), new ConnectionListenerOptions
        {
            MaxMessageBytes = maximumMessageBytes,
            AllowedTypes = allowedTypes ?? [],
            Tls = transport == Transport.Tls ? ServerTls() : null,
        });
        var accepting = Listener.AcceptAsync().AsTask();
        Client = Connection.Connect(Listener.LocalEndPoint, new ConnectionOptions
        {
            MaxMessageBytes = maximumMessageBytes,
            AllowedTypes = allowedTypes ?? [],
            Tls = transport == Transport.Tls ? ClientTls() : null,
        });
        Eventually.Ends(accepting);
        Server = accepting.Result;
    }

    internal ConnectionListener Listener { get; }

    internal Connection Server { get; }

    internal Connection Client { get; }

    internal static EndPoint? AddressOf(Transport transport) => transport switch
    {
        Transport.Unix => null,
        Transport.Tcp6 => new IPEndPoint(IPAddress.IPv6Loopback, 0),
        _ => new IPEndPoint(IPAddress.Loopback, 0),
    };

    internal static SslServerAuthenticationOptions ServerTls() => new() { ServerCertificate = s_certificate.Value };

    internal static SslClientAuthenticationOptions ClientTls() => new()
    {
        TargetHost = Host,
        RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.GetCertHashString() == s_certificate.Value.GetCertHashString(),
    };

    /// <summary>A socket that a test does with as it likes.</summary>
    internal static Socket RawConnect(EndPoint address)
    {
        var socket = address is IPEndPoint ip ? new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(address);
        return socket;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        Listener.Dispose();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
