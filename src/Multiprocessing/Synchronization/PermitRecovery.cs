using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.Synchronization;

/// <summary>
/// Gives back the permits that a dead process held. This too is done in the dead process's name, by the steps of <see cref="Permits"/>: if
/// the process that does it dies meanwhile, the next one finds the dead hold named in the word, and finishes, whichever of the two had not.
/// </summary>
internal static unsafe class PermitRecovery
{
    // A taker that runs needs some nanoseconds for its two steps; one that was preempted, some milliseconds.
    private const int MaxPauses = 64;

    // Each round gives something back, or another process has changed the word.
    private const int MaxRounds = 1 << 20;

    /// <summary>
    /// Gives back what one hold has taken. Doing this twice does no harm. To be called under the arena's lock, which keeps others from
    /// settling at the same time.
    /// </summary>
    /// <returns>Whether that is done; false when a living process is between its two steps and does not go on, as one that is stopped. The
    /// caller then releases the lock, which the whole tree needs, and tries again later.</returns>
    internal static bool TryGiveBack(Arena arena, OwnedHold owned, PermitState* state)
    {
        var record = PermitHold.Of(owned.Hold);
        var pause = default(SpinWait);
        for (var round = 0; ; round++)
        {
            if (round == MaxRounds || (uint)(record->Number - 1) >= PermitWord.LargestTaker && record->Taken != 0) arena.ThrowDamaged();
            var seen = Volatile.Read(ref state->Word);
            if (PermitWord.Taker(seen) is var taker && taker != 0)
            {
                // A living taker finishes by itself, which takes no lock.
                if (TryFinish(arena, owned.Hold->Block, state, taker)) continue;
                if (pause.Count >= MaxPauses) return false;
                pause.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            if (record->Taken == 0) break;
            Volatile.Write(ref record->Intended, 0);
            Interlocked.CompareExchange(ref state->Word,
                PermitWord.WithMore(seen, record->Taken) | PermitWord.AsTaker(record->Number), seen);
        }

        WakeAll(&state->Word);
        return true;
    }

    // The dead process may have waited long, may have been woken for a permit that it did not take, or may have added permits and woken
    // nobody.
    private static void WakeAll(long* word)
    {
        Interlocked.And(ref *word, ~PermitWord.Reserved);
        var before = Interlocked.Or(ref *word, PermitWord.Sleepers);
        if (PermitWord.Count(before) != 0) AddressWait.Wake((int*)word, int.MaxValue);
    }

    // Finishes for a taker that is dead.
    private static bool TryFinish(Arena arena, long block, PermitState* state, int taker)
    {
        var holds = arena.FindHolds_NeedsLock(block);
        foreach (var hold in holds)
        {
            var record = PermitHold.Of(hold.Hold);
            if (record->Number != taker) continue;
            if (LifeMarks.IsAlive(hold.Process)) return false;
            // The taker may have finished before it died.
            if (PermitWord.Taker(Volatile.Read(ref state->Word)) != taker) return false;
            Volatile.Write(ref record->Taken, record->Intended);
        }

        var held = 0;
        foreach (var hold in holds) held += PermitHold.Of(hold.Hold)->Taken;
        Volatile.Write(ref state->Held, held);
        PermitWord.ClearTaker(&state->Word);
        return true;
    }
}
