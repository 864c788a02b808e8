using System.Net.Security;
using Multiprocessing.Messaging;

namespace Multiprocessing;

/// <summary>How <see cref="Connection.Connect"/> connects. Immutable, thread-safe.</summary>
public sealed class ConnectionOptions
{
    internal static readonly ConnectionOptions Default = new();

    /// <summary>What both ends know; null, the default, for <see cref="AuthenticationKey.Default"/>. (Python: <c>authkey</c>.)</summary>
    public AuthenticationKey? Key { get; init; }

    /// <summary>
    /// Whether both ends prove that they know the key; true by default. False, on both sides, means that whoever reaches the address is believed; on a Unix-domain socket that is
    /// this user and root. (Python: <c>authkey=None</c>.)
    /// </summary>
    public bool RequiresAuthentication { get; init; } = true;

    /// <summary>How long the listener may take, all in all, to prove that it knows the key, encryption included; 10 seconds by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to no time, or less.</exception>
    public TimeSpan HandshakeTimeout { get; init => field = NetworkLimits.CheckTimeout(value); } = NetworkLimits.HandshakeTimeout;

    /// <summary>The longest message that is received, in bytes, and the most memory that the value in it may take, about; 1 GiB by default. Longer ones close the connection.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 1, or to more than an array can have.</exception>
    public int MaximumMessageBytes { get; init => field = NetworkLimits.CheckMessageBytes(value); } = NetworkLimits.MessageBytes;

    /// <summary>
    /// Types that values may be of beside the one that is received, its members, elements and generic arguments: what may lie where an <see cref="object"/>, an interface or a base class is
    /// declared. Whatever their members are declared to be may come too. Empty by default.
    /// </summary>
    public IReadOnlyCollection<Type> AllowedTypes { get; init; } = [];

    /// <summary>Encryption over TCP, with the name that the listener's certificate must have; null, the default, for none.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }
}
