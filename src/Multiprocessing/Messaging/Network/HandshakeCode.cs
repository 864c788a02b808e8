using System.Diagnostics.CodeAnalysis;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;

namespace Multiprocessing.Messaging;

/// <summary>
/// The codes of a handshake. Python up to 3.11 knows HMAC-MD5 only, and does not name it; later versions put the name of the digest in
/// front, as in <c>{sha256}</c>.
/// </summary>
internal static class HandshakeCode
{
    internal const string Preferred = "{sha256}";

    // The length of a challenge of Python up to 3.11; challenges of later versions are longer.
    private const int OldChallengeLength = 20;

    // The length of the longest digest name that Python knows, "sha3_256".
    private const int LongestName = 8;

    private const string TooOld = "The peer uses HMAC-MD5, as Python up to 3.11 does, and this side demands SHA-256 (RequireSha256).";

    /// <summary>Returns the answer to a challenge.</summary>
    internal static byte[] Answer(AuthenticationKey key, byte[] challenge, bool requiresSha256 = false)
    {
        if (challenge.Length < OldChallengeLength)
        {
            throw new AuthenticationException($"The peer's challenge has {challenge.Length} bytes, which is too short.");
        }

        if (challenge.Length == OldChallengeLength)
        {
            return requiresSha256 ? throw new AuthenticationException(TooOld) : OldCode(key, challenge);
        }

        var name = Name(challenge) ?? throw new AuthenticationException("The peer's challenge names no digest, or one that is not known.");
        if (requiresSha256 && name == "md5") throw new AuthenticationException(TooOld);
        return [.. Encoding.ASCII.GetBytes($"{{{name}}}"), .. Code(name, key, challenge)];
    }

    /// <summary>Checks the answer to our challenge; returns what is wrong with it, or null if it is right.</summary>
    internal static string? Verify(AuthenticationKey key, byte[] challenge, byte[] answer, bool requiresSha256 = false)
    {
        var name = answer.Length == HMACMD5.HashSizeInBytes ? "" : Name(answer);
        if (name is null) return "The peer's answer names no digest, or one that is not known.";
        if (requiresSha256 && name is ("" or "md5")) return TooOld;
        var expected = name.Length == 0 ? OldCode(key, challenge) : Code(name, key, challenge);
        var code = name.Length == 0 ? answer : answer.AsSpan(name.Length + 2);
        return CryptographicOperations.FixedTimeEquals(expected, code) ? null
            : "The peer does not know the key: it has another one. Give both ends the same AuthenticationKey.";
    }

    private static string? Name(ReadOnlySpan<byte> message)
    {
        if (message.Length == 0 || message[0] != '{') return null;
        var end = message[..Math.Min(message.Length, LongestName + 2)].IndexOf((byte)'}');
        if (end < 0) return null;
        var name = Encoding.ASCII.GetString(message[1..end]);
        return name switch
        {
            "md5" or "sha256" or "sha384" => name,
            "sha3_256" when HMACSHA3_256.IsSupported => name,
            "sha3_384" when HMACSHA3_384.IsSupported => name,
            _ => null,
        };
    }

    private static byte[] Code(string name, AuthenticationKey key, byte[] challenge) => name switch
    {
        "sha256" => HMACSHA256.HashData(key.Bytes, challenge),
        "sha384" => HMACSHA384.HashData(key.Bytes, challenge),
        "sha3_256" => HMACSHA3_256.HashData(key.Bytes, challenge),
        "sha3_384" => HMACSHA3_384.HashData(key.Bytes, challenge),
        _ => OldCode(key, challenge),
    };

    [SuppressMessage("Security", "CA5351", Justification = "Python up to 3.11 knows no other one. What is broken is MD5 without a key.")]
    private static byte[] OldCode(AuthenticationKey key, byte[] challenge) => HMACMD5.HashData(key.Bytes, challenge);
}
