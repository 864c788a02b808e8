using System.Net;
using System.Net.Security;
using Multiprocessing.Messaging;

namespace Multiprocessing;

/// <summary>How a <see cref="ConnectionListener"/> lets peers in. Not thread-safe while they are changed.</summary>
public sealed class ConnectionListenerOptions : PeerOptions
{
    /// <summary>
    /// How many peers wait at most, in the kernel and again in this process, until somebody accepts them; 128 by default. (Python:
    /// <c>backlog</c>.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 1.</exception>
    public int Backlog
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = NetworkLimits.Backlog;

    /// <summary>Encryption over TCP, with the listener's certificate; null, the default, for none.</summary>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// Told of each peer that was not let in: its address, where it has one, and why. Called on the thread pool; whatever it throws is
    /// lost. A peer is nobody to trust: its exceptions are worth a line in a log and no more.
    /// </summary>
    public Action<EndPoint?, Exception>? OnRejected { get; set; }
}
