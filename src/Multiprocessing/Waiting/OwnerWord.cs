using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>
/// A lock in one word of shared memory: the number of the process that holds it, and two flags. It is taken and released with one
/// instruction each while nobody waits. Whichever process comes first gets it, which keeps it busy; a waiter that has waited for a
/// millisecond reserves it, so nobody starves. When the owner dies, the next waiter takes the lock over.
/// </summary>
internal static unsafe class OwnerWord
{
    /// <summary>The flag that says that somebody sleeps and must be woken when the lock is released.</summary>
    internal const int Sleepers = int.MinValue;

    /// <summary>
    /// The flag that says that somebody has waited long: once the lock is released, only waiters that have waited long may take it.
    /// </summary>
    internal const int Reserved = 1 << 30;

    internal const int Flags = Sleepers | Reserved;

    /// <summary>Stands in place of an owner when the last one died.</summary>
    internal const int Abandoned = ~Flags;

    /// <summary>The channel of waiters that have waited long.</summary>
    internal const uint PatientChannel = 2;

    /// <summary>The channel of all other waiters.</summary>
    internal const uint OrdinaryChannel = 1;

    /// <summary>A word of this process that nobody can take or release.</summary>
    internal static readonly int* Untakable = MakeUntakable();

    /// <summary>Returns the number of the process that holds the lock; 0 for none.</summary>
    internal static int Owner(int* word)
    {
        var owner = OwnerRules.Owner(Volatile.Read(ref *word));
        return owner == Abandoned ? 0 : owner;
    }

    /// <summary>Whether this process holds the lock, whichever of its threads has taken it.</summary>
    internal static bool IsMine(int* word) => OwnerRules.Owner(Volatile.Read(ref *word)) == LifeMarks.Self;

    /// <summary>Takes a free lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryTake(int* word) => Interlocked.CompareExchange(ref *word, LifeMarks.Self, 0) == 0;

    /// <summary>Releases the lock.</summary>
    /// <returns>False when this process does not hold it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryRelease(int* word) =>
        Interlocked.CompareExchange(ref *word, 0, LifeMarks.Self) == LifeMarks.Self || TryReleaseAndWake(word);

    /// <summary>
    /// Marks the lock of a dead owner as abandoned: the next process that takes it is told. Doing this twice does no harm.
    /// </summary>
    internal static void Abandon(int* word, int dead)
    {
        while (true)
        {
            var seen = Volatile.Read(ref *word);
            var settled = OwnerRules.Settled(seen, dead);
            if (settled == seen || Interlocked.CompareExchange(ref *word, settled, seen) == seen) break;
        }

        AddressWait.Wake(word, int.MaxValue);
    }

    private static int* MakeUntakable()
    {
        var word = (int*)NativeMemory.Alloc(sizeof(int));
        *word = Flags;
        return word;
    }

    private static bool TryReleaseAndWake(int* word)
    {
        while (true)
        {
            var seen = Volatile.Read(ref *word);
            if (OwnerRules.Owner(seen) != LifeMarks.Self) return false;
            if (Interlocked.CompareExchange(ref *word, OwnerRules.Released(seen), seen) != seen) continue;
            if ((seen & Reserved) != 0) WakePatient(word);
            else if ((seen & Sleepers) != 0) AddressWait.Wake(word, 1);
            return true;
        }
    }

    /// <summary>Wakes one waiter that has waited long; called when the lock is free and reserved.</summary>
    internal static void WakePatient(int* word)
    {
        if (AddressWait.Wake(word, 1, PatientChannel) != 0) return;
        // The waiter that reserved the lock waits no longer, or is about to look; nobody must wait for a process that never comes.
        Interlocked.CompareExchange(ref *word, 0, Flags);
        AddressWait.Wake(word, 1);
    }
}
