using System.Diagnostics;

namespace Multiprocessing.Platform;

/// <summary>Sleeping until a word of shared memory changes: nothing is sent to the kernel unless somebody sleeps.</summary>
internal static unsafe class Futex
{
    /// <summary>The most words that one call can wait for.</summary>
    internal const int MaxAtOnce = 128;

    /// <summary>Sleepers that any wake-up may reach.</summary>
    internal const uint EveryChannel = uint.MaxValue;

    private const int WaitBitset = 9, WakeBitset = 10;
    private const int PrivateFlag = 128;
    private const uint Size32 = 2;
    private const int ClockMonotonic = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Whether the kernel can wait for several words at once: since Linux 5.16, unless a sandbox keeps it from us.</summary>
    internal static bool CanWaitForAny { get; } = KnowsWaitAny();

    /// <summary>Sleeps while the word holds what was seen. May return for no reason.</summary>
    /// <param name="word">A word of shared memory.</param>
    /// <param name="seen">What the caller has seen in it.</param>
    /// <param name="until">When to give up, on the clock of <see cref="Stopwatch"/>; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="channel">Which wake-ups reach this sleeper.</param>
    /// <returns>Whether it was woken, or may have been; false when the time was up or the word differed.</returns>
    internal static bool Wait(int* word, int seen, long until, uint channel)
    {
        var time = Time(until);
        return Libc.SystemCall(Libc.FutexNumber, word, WaitBitset, seen, until == long.MaxValue ? null : &time, 0, channel) == 0;
    }

    /// <summary>Wakes sleepers.</summary>
    /// <returns>How many.</returns>
    internal static int Wake(int* word, int count, uint channel = EveryChannel) =>
        (int)Libc.SystemCall(Libc.FutexNumber, word, WakeBitset, count, null, 0, channel);

    /// <summary>Sleeps while each word holds what was seen. A word of this process alone has the private flag in its entry.</summary>
    /// <returns>The last one that was woken: those before it may have been woken too, those behind it were not. -1 when the time was up or
    /// a word differed.</returns>
    internal static int WaitAny(FutexEntry* waiters, int count, long until)
    {
        var time = Time(until);
        return (int)Libc.SystemCall(Libc.FutexWaitAnyNumber, waiters, count, 0, until == long.MaxValue ? null : &time, ClockMonotonic, 0);
    }

    /// <summary>An entry for <see cref="WaitAny"/>.</summary>
    internal static FutexEntry Entry(int* word, int seen, bool isPrivate) =>
        new() { Address = (ulong)word, Seen = (uint)seen, Flags = Size32 | (isPrivate ? PrivateFlag : 0u) };

    /// <summary>Wakes those who sleep on a word of this process alone.</summary>
    internal static void WakePrivate(int* word) =>
        Libc.SystemCall(Libc.FutexNumber, word, WakeBitset | PrivateFlag, int.MaxValue, null, 0, EveryChannel);

    // A kernel that knows the call finds fault with waiting for nothing; others, and sandboxes, have other answers.
    private static bool KnowsWaitAny() => WaitAny(null, 0, long.MaxValue) < 0 && Libc.LastError == Libc.EINVAL;

    // The clock of Stopwatch is the kernel's monotonic one, in nanoseconds.
    private static Libc.TimeSpecification Time(long until) =>
        new() { Seconds = until / NanosecondsPerSecond, Nanoseconds = until % NanosecondsPerSecond };
}
