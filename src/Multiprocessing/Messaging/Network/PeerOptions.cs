using Multiprocessing.Messaging;

namespace Multiprocessing;

/// <summary>
/// What either side of a connection over a socket says of its peer. Whoever is given options copies them, so they may be changed afterwards
/// for somebody else. Not thread-safe while they are changed.
/// </summary>
public abstract class PeerOptions
{
    private protected PeerOptions()
    {
    }

    /// <summary>What both sides know; null, the default, for <see cref="AuthenticationKey.Default"/>. (Python: <c>authkey</c>.)</summary>
    public AuthenticationKey? Key { get; set; }

    /// <summary>
    /// Whether both sides prove that they know the key; true by default. False, on both sides, means that whoever reaches the address is
    /// believed; on a Unix-domain socket that is this user and root. (Python: <c>authkey=None</c>.)
    /// </summary>
    public bool RequireAuthentication { get; set; } = true;

    /// <summary>
    /// Whether peers that prove the key by HMAC-MD5, as Python up to 3.11 does, are refused; false by default. Where it is true, Python
    /// 3.12 and later get in, and every .NET peer.
    /// </summary>
    public bool RequireSha256 { get; set; }

    /// <summary>
    /// How long the peer may take, all in all, to prove that it knows the key, encryption included; 10 seconds by default, 40 days at most.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to no time, or less, or to more than that.</exception>
    public TimeSpan HandshakeTimeout { get; set => field = NetworkLimits.CheckTimeout(value); } = NetworkLimits.HandshakeTimeout;

    /// <summary>
    /// The longest message that is received, in bytes, and the most memory that the value in it may take, about; 1 GiB by default. Longer
    /// ones close the connection.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 1, or to more than an array can have.</exception>
    public int MaxMessageBytes { get; set => field = NetworkLimits.CheckMessageBytes(value); } = NetworkLimits.MessageBytes;

    /// <summary>
    /// Types that values may be of beside the one that is received, its members, elements and generic arguments: what may lie where an
    /// <see cref="object"/>, an interface or a base class is declared. Whatever their members are declared to be may come too. Empty by
    /// default.
    /// </summary>
    public IReadOnlyCollection<Type> AllowedTypes { get; set; } = [];

    /// <summary>
    /// Whether objects that are received may refer back to themselves; false by default, since code that follows them without end ends the
    /// process: that of a record which compares or shows itself, for one. What .NET's collections hold beside their elements does not
    /// count.
    /// </summary>
    public bool AllowCycles { get; set; }

    internal object Copy() => MemberwiseClone();
}
