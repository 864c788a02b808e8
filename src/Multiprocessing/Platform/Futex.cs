using System.Diagnostics;

namespace Multiprocessing.Platform;

/// <summary>Sleeping until a word of shared memory changes: nothing is sent to the kernel unless somebody sleeps.</summary>
internal static unsafe class Futex
{
    /// <summary>The most words that one call can wait for.</summary>
    internal const int MostAtOnce = 128;

    /// <summary>Sleepers that any wake-up may reach.</summary>
    internal const uint EveryChannel = uint.MaxValue;

    private const int WaitBitset = 9, WakeBitset = 10;
    private const int PrivateFlag = 128;
    private const uint Size32 = 2;
    private const int ClockMonotonic = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static bool s_cannotWaitForAny;

    /// <summary>Whether the kernel can wait for several words at once (Linux 5.16); known after the first attempt.</summary>
    internal static bool CanWaitForAny => !s_cannotWaitForAny;

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
    internal static int Wake(int* word, int count, uint channel = EveryChannel) => (int)Libc.SystemCall(Libc.FutexNumber, word, WakeBitset, count, null, 0, channel);

    /// <summary>Sleeps while each word holds what was seen. A word of this process alone has the private flag in its entry.</summary>
    /// <returns>Whether one of them was woken; false when the time was up, a word differed, or the kernel cannot do this.</returns>
    internal static bool WaitAny(Libc.FutexWaiter* waiters, int count, long until)
    {
        var time = Time(until);
        var result = Libc.SystemCall(Libc.FutexWaitAnyNumber, waiters, count, 0, until == long.MaxValue ? null : &time, ClockMonotonic, 0);
        if (result < 0 && Libc.LastError == Libc.ENOSYS) s_cannotWaitForAny = true;
        return result >= 0;
    }

    /// <summary>An entry for <see cref="WaitAny"/>.</summary>
    internal static Libc.FutexWaiter Entry(int* word, int seen, bool isPrivate) =>
        new() { Address = (ulong)word, Seen = (uint)seen, Flags = Size32 | (isPrivate ? PrivateFlag : 0u) };

    /// <summary>Wakes those who sleep on a word of this process alone.</summary>
    internal static void WakePrivate(int* word) => Libc.SystemCall(Libc.FutexNumber, word, WakeBitset | PrivateFlag, int.MaxValue, null, 0, EveryChannel);

    // The clock of Stopwatch is the kernel's monotonic one, in nanoseconds.
    private static Libc.TimeSpecification Time(long until) => new() { Seconds = until / NanosecondsPerSecond, Nanoseconds = until % NanosecondsPerSecond };
}
