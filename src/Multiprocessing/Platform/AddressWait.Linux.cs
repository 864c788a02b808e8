namespace Multiprocessing.Platform;

/// <content>Futexes.</content>
internal static unsafe partial class AddressWait
{
    private const int WaitBitset = 9, WakeBitset = 10;
    private const int PrivateFlag = 128;
    private const uint Size32 = 2;
    private const int ClockMonotonic = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly bool s_canWaitForAny = KnowsWaitAny();

    // Linux has this call since 5.16; a sandbox may refuse it.
    internal static partial bool CanWaitForAny => s_canWaitForAny;

    internal static partial bool Wait(int* word, int seen, long until, uint channel)
    {
        var time = Time(until);
        return Libc.SystemCall(Libc.FutexNumber, word, WaitBitset, seen, until == long.MaxValue ? null : &time, 0, channel) == 0;
    }

    internal static partial int Wake(int* word, int count, uint channel) =>
        (int)Libc.SystemCall(Libc.FutexNumber, word, WakeBitset, count, null, 0, channel);

    internal static partial int WaitAny(AddressWaitEntry* waiters, int count, long until)
    {
        var time = Time(until);
        return (int)Libc.SystemCall(Libc.FutexWaitAnyNumber, waiters, count, 0, until == long.MaxValue ? null : &time, ClockMonotonic, 0);
    }

    internal static partial AddressWaitEntry Entry(int* word, int seen, bool isPrivate) =>
        new() { Address = (ulong)word, Seen = (uint)seen, Flags = Size32 | (isPrivate ? PrivateFlag : 0u) };

    internal static partial void WakePrivate(int* word) =>
        Libc.SystemCall(Libc.FutexNumber, word, WakeBitset | PrivateFlag, int.MaxValue, null, 0, EveryChannel);

    // A kernel that knows the call refuses to wait for nothing with EINVAL; older kernels, and sandboxes, answer with other errors.
    private static bool KnowsWaitAny() => WaitAny(null, 0, long.MaxValue) < 0 && Libc.LastError == Libc.EINVAL;

    // The clock of Stopwatch is the kernel's monotonic one, in nanoseconds.
    private static Libc.TimeSpecification Time(long until) =>
        new() { Seconds = until / NanosecondsPerSecond, Nanoseconds = until % NanosecondsPerSecond };
}
