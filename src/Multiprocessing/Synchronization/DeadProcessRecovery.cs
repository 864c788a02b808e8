using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>
/// Recovers what a dead process leaves behind in the shared memory of its tree: what it had taken is given back, what it alone held is
/// freed.
/// </summary>
internal static class DeadProcessRecovery
{
    // Children of a dead process die with it, a little later; no other process is told of their end.
    private static readonly TimeSpan[] s_laterLooks =
        [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)];
    private const int MinLooks = 2;

    private static int s_looks;

    /// <summary>
    /// Called when a child of this process has ended. What the child leaves is settled now, what its own children leave a little later.
    /// </summary>
    internal static void OnChildEnded(int id)
    {
        if (Open() is not { } arena) return;
        var hasOthers = true;
        try
        {
            using var impatience = ArenaChange.WaitBriefly();
            var others = arena.ListOthers();
            hasOthers = others.Count > 0;
            foreach (var process in others)
            {
                // What cannot be given back now is tried again at the later looks.
                if (process.Id == id && !LifeMarks.IsAlive(process.Number)) _ = TryRecover(arena, process);
            }

            arena.FinishDying();
        }
        catch (TimeoutException)
        {
            // Tried again at the later looks.
        }
        catch (InvalidDataException)
        {
            // The child has damaged the arena, as a process that crashed may have. Its end is reported all the same; every user of anything
            // shared is told of the damage.
            return;
        }

        if (hasOthers && Interlocked.Exchange(ref s_looks, 1) == 0) _ = LookAgainAsync(arena);
    }

    // Without shared memory there is nothing to settle, and starting a child has reported why.
    private static Arena? Open()
    {
        try
        {
            return Arena.IsInUse ? Arena.Instance : null;
        }
        catch (Exception exception) when (exception is PlatformNotSupportedException or InsufficientMemoryException or InvalidDataException)
        {
            return null;
        }
    }

    private static async Task LookAgainAsync(Arena arena)
    {
        var areAllSettled = false;
        for (var look = 0; !areAllSettled || look < MinLooks; look++)
        {
            await Task.Delay(s_laterLooks[Math.Min(look, s_laterLooks.Length - 1)]).ConfigureAwait(false);
            Volatile.Write(ref s_looks, 0);
            try
            {
                using var impatience = ArenaChange.WaitBriefly();
                areAllSettled = Settle(arena);
            }
            catch (TimeoutException)
            {
                areAllSettled = false;
            }
            catch (InvalidDataException)
            {
                return;
            }
        }
    }

    /// <summary>Settles what all dead processes have left.</summary>
    /// <returns>Whether nothing is left to do: everything could be given back, and no process is about to die because its parent is
    /// dead.</returns>
    internal static bool Settle(Arena arena)
    {
        var areAllSettled = true;
        foreach (var process in arena.ListOthers())
        {
            if (!LifeMarks.IsAlive(process.Number)) areAllSettled &= TryRecover(arena, process);
            else areAllSettled &= process.ParentId == 0 || LifeMarks.IsParentAlive(process.ParentId);
        }

        arena.FinishDying();
        return areAllSettled;
    }

    private static bool TryRecover(Arena arena, in ListedProcess process)
    {
        var isDone = arena.TryRecover(process.Record, static (arena, owned) => TryGiveBack(arena, owned));
        if (process.HasFolders) ListenerFolder.RemoveForsaken(Path.GetTempPath());
        return isDone;
    }

    /// <summary>
    /// Settles what dead processes have taken of one object that a thread or task of this process waits for. Not to be called during a
    /// change of the arena.
    /// </summary>
    internal static void SettleDead(Hold hold) =>
        Arena.Instance.SettleDead(hold.Reference.Offset, static (arena, owned) => TryGiveBack(arena, owned));

    // May be called again for the same hold.
    private static bool TryGiveBack(Arena arena, OwnedHold owned)
    {
        try
        {
            using var impatience = ArenaChange.WaitBriefly();
            return TryGiveBackNow(arena, owned);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static unsafe bool TryGiveBackNow(Arena arena, OwnedHold owned)
    {
        var block = arena.At(owned.Hold->Block);
        var contents = block + BlockHeader.Length;
        switch (((BlockHeader*)block)->Kind)
        {
            case BlockKind.Lock or BlockKind.Memory:
                OwnerWord.Abandon(&((BlockHeader*)block)->Lock, owned.Process);
                break;
            case BlockKind.RecursiveLock:
                OwnerWord.Abandon((int*)contents, owned.Process);
                break;
            case BlockKind.Semaphore:
                return PermitRecovery.TryGiveBack(arena, owned, (PermitState*)contents);
            case BlockKind.Event or BlockKind.Countdown:
                GateWord.WakeSleepers((long*)contents);
                break;
            case BlockKind.NamedMemory:
                NamedMemory.Settle((BlockHeader*)block, owned);
                break;
            case BlockKind.Condition:
                new ConditionQueue(arena, contents).GiveBack(WaiterHold.Of(owned.Hold));
                break;
            case BlockKind.Barrier:
                new BarrierPhases(arena, contents).GiveBack(BarrierHold.Of(owned.Hold));
                break;
            case BlockKind.ReaderWriterLock:
                new ReaderWriterTurnstile(arena, contents).GiveBack(owned);
                break;
            case BlockKind.Queue or BlockKind.Pipe:
                ((Mailbox*)contents)->Abandon(((BlockHeader*)block)->ContentLength, owned.Process);
                break;
            case BlockKind.Dictionary:
                StripeState.AbandonAll((DictionaryState*)contents, ((BlockHeader*)block)->ContentLength, owned.Process);
                break;
        }

        return true;
    }
}
