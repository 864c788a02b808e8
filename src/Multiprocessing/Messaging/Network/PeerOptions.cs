using Multiprocessing.Messaging;

namespace Multiprocessing;

/// <summary>
/// Options of either side of a connection over a socket, for its peer. Options are copied by what they are given to, so they may be changed
/// afterwards for another use. Not thread-safe while they are changed.
/// </summary>
public abstract class PeerOptions
{
    private protected PeerOptions()
    {
    }

    /// <summary>
    /// The key that both sides know; null, the default, for <see cref="AuthenticationKey.Default"/>. (Python: <c>authkey</c>.)
    /// </summary>
    public AuthenticationKey? Key { get; set; }

    /// <summary>
    /// Whether both sides prove that they know the key; true by default. False, on both sides, means that every peer that reaches the
    /// address is let in; on a Unix-domain socket that is this user and root. (Python: <c>authkey=None</c>.)
    /// </summary>
    public bool RequireAuthentication { get; set; } = true;

    /// <summary>
    /// Whether to refuse peers that prove the key by HMAC-MD5, as Python up to 3.11 does; false by default. Where it is true, Python 3.12
    /// and later get in, and every .NET peer.
    /// </summary>
    public bool RequireSha256 { get; set; }

    /// <summary>
    /// The time that the peer may take in all to prove that it knows the key, encryption included; 10 seconds by default, 40 days at most.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The property is set to zero, a negative time, or more than 40 days.</exception>
    public TimeSpan HandshakeTimeout { get; set => field = NetworkLimits.CheckTimeout(value); } = NetworkLimits.HandshakeTimeout;

    /// <summary>
    /// The longest message that is received, in bytes, and about the most memory that the value in it may take; 1 GiB by default. A longer
    /// message closes the connection.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The property is set to less than 1, or to more than an array can have.</exception>
    public int MaxMessageBytes { get; set => field = NetworkLimits.CheckMessageBytes(value); } = NetworkLimits.MessageBytes;

    /// <summary>
    /// Further types of received values, besides the requested type and its members, elements and generic arguments: types that may occur
    /// where an <see cref="object"/>, an interface or a base class is declared. The declared types of their members are permitted too.
    /// Empty by default.
    /// </summary>
    public IReadOnlyCollection<Type> AllowedTypes { get; set; } = [];

    /// <summary>
    /// Whether received objects may refer back to themselves; false by default, since code that follows such references without end, as a
    /// record's comparison or text does, ends the process. References within .NET's collections to themselves, besides their elements, do
    /// not count.
    /// </summary>
    public bool AllowCycles { get; set; }

    internal object Copy() => MemberwiseClone();
}
