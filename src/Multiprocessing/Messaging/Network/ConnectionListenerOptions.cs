using System.Net;
using System.Net.Security;
using Multiprocessing.Messaging;

namespace Multiprocessing;

/// <summary>Options of a <see cref="ConnectionListener"/>. Not thread-safe while they are changed.</summary>
public sealed class ConnectionListenerOptions : PeerOptions
{
    /// <summary>
    /// The largest number of peers that wait to be accepted, in the kernel and again in this process; 128 by default. (Python:
    /// <c>backlog</c>.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The property is set to less than 1.</exception>
    public int Backlog
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = NetworkLimits.Backlog;

    /// <summary>The encryption over TCP, with the listener's certificate; null, the default, for none.</summary>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>
    /// Called for each peer that was not let in, with the peer's address, where it has one, and the reason. Runs on the thread pool;
    /// exceptions that it throws are lost. A peer is not to be trusted: its exceptions are worth a line in a log and no more.
    /// </summary>
    public Action<EndPoint?, Exception>? OnRejected { get; set; }
}
