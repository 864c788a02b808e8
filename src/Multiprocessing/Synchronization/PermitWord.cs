using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>
/// A semaphore's word. Its lower half, on which waiters sleep, is the number of free permits and a flag. Its upper half names the taker:
/// the hold that is taking or giving back a permit for which its process answers. That takes two steps, the other one being the note in its
/// <see cref="PermitHold"/>, and no other hold does so meanwhile. Permits for which no process answers come and go all the time.
/// </summary>
internal static unsafe class PermitWord
{
    /// <summary>The flag that says that somebody sleeps and must be woken when there are permits.</summary>
    internal const long Sleepers = 1L << 31;

    /// <summary>The flag that says that somebody has waited long: permits are for waiters that have slept.</summary>
    internal const long Reserved = 1L << 62;

    /// <summary>The flag that says that somebody sleeps on the upper half until the taker has finished.</summary>
    internal const long TakerAwaited = long.MinValue;

    /// <summary>The largest number that a taker may have.</summary>
    internal const int LargestTaker = (1 << 30) - 1;

    /// <summary>The channel of waiters that have waited long.</summary>
    internal const uint PatientChannel = 2;

    /// <summary>The channel of all other waiters.</summary>
    internal const uint OrdinaryChannel = 1;

    private const long CountMask = int.MaxValue;
    private const int TakerShift = 32;
    private const long TakerMask = (long)LargestTaker << TakerShift;

    internal static int Count(long word) => (int)(word & CountMask);

    internal static int Taker(long word) => (int)((word & TakerMask) >> TakerShift);

    internal static long AsTaker(int number) => (long)number << TakerShift;

    /// <summary>Returns the half on which waiters for the taker sleep.</summary>
    internal static int* TakerHalf(long* word) => (int*)word + 1;

    internal static int TakerHalf(long word) => (int)(word >> TakerShift);

    /// <summary>Whether there is a permit for a caller.</summary>
    internal static bool IsAvailable(long word, bool hasSlept) => (word & CountMask) != 0 && (hasSlept || (word & Reserved) == 0);

    /// <summary>
    /// Returns the word with more permits. Where there is no limit, those that it has no room for are lost: there are two billion others.
    /// </summary>
    internal static long WithMore(long word, int count) =>
        (word & ~(CountMask | Sleepers)) | Math.Min(int.MaxValue, (word & CountMask) + count);

    /// <summary>Takes a permit for which no process will answer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryTake(long* word)
    {
        var seen = Volatile.Read(ref *word);
        while (IsAvailable(seen, hasSlept: false))
        {
            var found = Interlocked.CompareExchange(ref *word, seen - 1, seen);
            if (found == seen) return true;
            seen = found;
        }

        return false;
    }

    /// <summary>Adds permits for which no process has answered; false if they would be too many.</summary>
    internal static bool TryAdd(long* word, int count)
    {
        while (true)
        {
            var seen = Volatile.Read(ref *word);
            if (Count(seen) > int.MaxValue - count) return false;
            if (Interlocked.CompareExchange(ref *word, WithMore(seen, count), seen) != seen) continue;
            WakeAfterAdding(word, count, seen);
            return true;
        }
    }

    /// <summary>Wakes sleepers, if there are any, for permits that have been added.</summary>
    /// <param name="word">The word.</param>
    /// <param name="count">How many permits were added.</param>
    /// <param name="before">What the word was before.</param>
    internal static void WakeAfterAdding(long* word, int count, long before)
    {
        if ((before & (Sleepers | Reserved)) != 0) Wake(word, count, (before & Reserved) != 0);
    }

    /// <summary>
    /// Wakes so many sleepers, first those that have waited long. A process that adds permits clears the sleepers' flag with the same
    /// instruction, so that the next one does not call the kernel for nothing. Therefore a waiter that has slept sets the flag again when
    /// it takes a permit, and wakes another one if permits are left.
    /// </summary>
    internal static void Wake(long* word, int count, bool isReserved)
    {
        if (isReserved)
        {
            count -= AddressWait.Wake((int*)word, count, PatientChannel);
            if (count <= 0) return;
            // There are permits for all waiters that have waited long.
            Interlocked.And(ref *word, ~Reserved);
        }

        AddressWait.Wake((int*)word, count);
    }

    /// <summary>Removes the taker's name, when the taker has finished.</summary>
    internal static void ClearTaker(long* word)
    {
        var before = Interlocked.And(ref *word, ~(TakerMask | TakerAwaited));
        if ((before & TakerAwaited) != 0) AddressWait.Wake(TakerHalf(word), int.MaxValue);
    }

    /// <summary>Waits until the word names no taker.</summary>
    /// <returns>The word as it is then.</returns>
    internal static long AwaitTaker(long* word, Memory.Hold hold, SpinBudget spin)
    {
        while (true)
        {
            var seen = Volatile.Read(ref *word);
            if (Taker(seen) == 0) return seen;
            var operation = new TakerOperation((nint)word, hold, spin);
            Waiter.Wait(ref operation, Deadline.Infinite, CancellationToken.None);
        }
    }
}
