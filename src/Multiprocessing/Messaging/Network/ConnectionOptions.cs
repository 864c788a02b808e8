using System.Net.Security;

namespace Multiprocessing;

/// <summary>How <see cref="Connection.Connect"/> connects. Not thread-safe while they are changed.</summary>
public sealed class ConnectionOptions : PeerOptions
{
    /// <summary>Encryption over TCP, with the name that the listener's certificate must have; null, the default, for none.</summary>
    public SslClientAuthenticationOptions? Tls { get; set; }
}
