using System.Runtime.CompilerServices;
using Multiprocessing.Waiting;

namespace Multiprocessing.Tests.Messaging;

/// <summary>Whoever waits looks again once in a while, in case that a wake-up was lost. Without that, a lost wake-up is found.</summary>
internal static class PeriodicLooks
{
    // Longer than any test waits.
    private const int Never = 100_000;

    /// <summary>Does without them in this process; to be called before the first wait.</summary>
    internal static void TurnOff()
    {
        First(default) = Never;
        Longest(default) = Never;
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_first")]
    private static extern ref int First(IdleSlice type);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_longest")]
    private static extern ref int Longest(IdleSlice type);
}
