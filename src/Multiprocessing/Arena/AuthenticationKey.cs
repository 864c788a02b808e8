using System.Diagnostics;
using Multiprocessing.Memory;

namespace Multiprocessing;

/// <summary>
/// A secret: both ends of a socket prove to each other that they know it, without sending it. Immutable and thread-safe. Travels to other
/// processes of the tree as a value, and never shows in texts or in a debugger. (Python: <c>authkey</c>.)
/// </summary>
[DebuggerDisplay("AuthenticationKey")]
public sealed class AuthenticationKey
{
    private static AuthenticationKey? s_chosen;
    private static AuthenticationKey? s_ofTree;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _bytes;

    private AuthenticationKey(byte[] bytes) => _bytes = bytes;

    /// <summary>
    /// The key that is used where none is given: 32 random bytes, the same in each process of a tree and in no other, unless the property
    /// was set. Setting it takes effect for this process and for children that are started afterwards. (Python:
    /// <c>current_process().authkey</c>.)
    /// </summary>
    /// <exception cref="ArgumentNullException">The property is set to null.</exception>
    public static AuthenticationKey Default
    {
        get => Chosen ?? Volatile.Read(ref s_ofTree) ?? ReadTreesOwn();
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Volatile.Write(ref s_chosen, value);
        }
    }

    /// <summary>The key that was set, here or in a process above; null for the tree's own.</summary>
    internal static AuthenticationKey? Chosen => Volatile.Read(ref s_chosen);

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>
    /// Makes a key of bytes that the other side knows too: <c>AuthenticationKey.FromBytes("secret"u8)</c> is Python's <c>b"secret"</c>. A
    /// good key is 32 bytes of <c>RandomNumberGenerator.GetBytes</c>.
    /// </summary>
    /// <param name="key">The bytes, which are copied; they may be empty, which protects nothing.</param>
    /// <returns>The key.</returns>
    public static AuthenticationKey FromBytes(ReadOnlySpan<byte> key) => new(key.ToArray());

    private static AuthenticationKey ReadTreesOwn()
    {
        Interlocked.CompareExchange(ref s_ofTree, new AuthenticationKey(Arena.ReadKey()), null);
        return s_ofTree;
    }
}
