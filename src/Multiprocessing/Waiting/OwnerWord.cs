using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>
/// A lock in one word of shared memory: the number of the process that holds it, and two flags. It is taken and released with one
/// instruction each while nobody waits. Whoever comes first gets it, which keeps it busy; one who has waited for a millisecond reserves it,
/// so nobody starves. When its owner dies, the next one takes it over.
/// </summary>
internal static unsafe class OwnerWord
{
    /// <summary>Somebody sleeps and must be woken when the lock is released.</summary>
    internal const int Sleepers = int.MinValue;

    /// <summary>Somebody has waited long: once it is released, only those who have waited long may take it.</summary>
    internal const int Reserved = 1 << 30;

    internal const int Flags = Sleepers | Reserved;

    /// <summary>In place of an owner: the last one died.</summary>
    internal const int Abandoned = ~Flags;

    /// <summary>The channel of those who have waited long.</summary>
    internal const uint PatientChannel = 2;

    /// <summary>The channel of everybody else.</summary>
    internal const uint OrdinaryChannel = 1;

    /// <summary>A word of this process that nobody can take or release.</summary>
    internal static readonly int* Untakable = MakeUntakable();

    /// <summary>The number of the process that holds the lock; 0 for none.</summary>
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

    /// <summary>Lets go of it.</summary>
    /// <returns>False when this process does not hold it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryRelease(int* word) =>
        Interlocked.CompareExchange(ref *word, 0, LifeMarks.Self) == LifeMarks.Self || TryReleaseAndWake(word);

    /// <summary>What is left of a dead owner: the next one gets in, and is told. Done twice, it does no harm.</summary>
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

    /// <summary>The lock is free and reserved: wakes one who has waited long.</summary>
    internal static void WakePatient(int* word)
    {
        if (AddressWait.Wake(word, 1, PatientChannel) != 0) return;
        // Who reserved it waits no longer, or is about to look; nobody must wait for one who never comes.
        Interlocked.CompareExchange(ref *word, 0, Flags);
        AddressWait.Wake(word, 1);
    }
}
