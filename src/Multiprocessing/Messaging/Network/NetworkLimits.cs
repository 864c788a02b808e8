using System.Runtime.CompilerServices;

namespace Multiprocessing.Messaging;

/// <summary>What a connection allows unless it is told otherwise.</summary>
internal static class NetworkLimits
{
    internal const int MessageBytes = 1 << 30;
    internal const int Backlog = 128;

    /// <summary>How many peers prove themselves at the same time; the oldest one makes room for another one.</summary>
    internal const int Handshakes = 256;

    internal static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    internal static TimeSpan CheckTimeout(TimeSpan timeout, [CallerArgumentExpression(nameof(timeout))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero, name);
        // What a timer can count.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(40), name);
        return timeout;
    }

    internal static int CheckMessageBytes(int bytes, [CallerArgumentExpression(nameof(bytes))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Array.MaxLength, name);
        return bytes;
    }
}
