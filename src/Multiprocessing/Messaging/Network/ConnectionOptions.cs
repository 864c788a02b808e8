using System.Net.Security;

namespace Multiprocessing;

/// <summary>Options of <see cref="Connection.Connect"/>. Not thread-safe while they are changed.</summary>
public sealed class ConnectionOptions : PeerOptions
{
    /// <summary>The encryption over TCP, with the name that the listener's certificate must have; null, the default, for none.</summary>
    public SslClientAuthenticationOptions? Tls { get; set; }
}
