using System.Runtime.CompilerServices;

namespace Multiprocessing.Messaging;

/// <summary>The default limits of connections over sockets, and the ranges of the limits.</summary>
internal static class NetworkLimits
{
    internal const int MessageBytes = 1 << 30;
    internal const int Backlog = 128;

    /// <summary>The largest number of handshakes at the same time; the oldest one is ended to make room for another.</summary>
    internal const int Handshakes = 256;

    internal static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    internal static TimeSpan CheckTimeout(TimeSpan timeout, [CallerArgumentExpression(nameof(timeout))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero, name);
        // A timer counts no longer time than this.
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
