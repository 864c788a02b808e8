using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>What a dead process leaves behind in the shared memory of its tree: what it had taken is given back, what it alone held is freed.</summary>
internal static class Estate
{
    private static readonly TimeSpan[] s_laterLooks = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200)];
    private static int s_looks;

    /// <summary>A child of this process has ended. Its own children die with it, a little later, and nobody else hears of it.</summary>
    internal static void OnChildEnded()
    {
        if (Open() is not { } arena || !Settle(arena)) return;
        if (Interlocked.Exchange(ref s_looks, 1) == 0) _ = LookAgainAsync(arena);
    }

    // Without shared memory there is nothing to settle, and starting a child has said so.
    private static Arena? Open()
    {
        try
        {
            return Arena.IsInUse ? Arena.Instance : null;
        }
        catch (Exception exception) when (exception is PlatformNotSupportedException or InsufficientMemoryException)
        {
            return null;
        }
    }

    private static async Task LookAgainAsync(Arena arena)
    {
        foreach (var delay in s_laterLooks)
        {
            await Task.Delay(delay).ConfigureAwait(false);
            Volatile.Write(ref s_looks, 0);
            Settle(arena);
        }
    }

    /// <summary>Settles the estates of all dead processes.</summary>
    /// <returns>Whether other processes than this one are left.</returns>
    private static bool Settle(Arena arena)
    {
        var dead = arena.FindDead(out var others);
        foreach (var process in dead) arena.Bury(process, static (arena, legacy) => GiveBack(arena, legacy));
        arena.FinishDying();
        return others;
    }

    /// <summary>Settles what dead processes have taken of one object, which somebody here waits for. Not to be called during a change of the arena.</summary>
    internal static void SettleDead(Hold hold) => Arena.Instance.SettleDead(hold.Reference.Offset, static (arena, legacy) => GiveBack(arena, legacy));

    // May be called again for the same hold.
    private static unsafe void GiveBack(Arena arena, Legacy legacy)
    {
        var block = arena.At(legacy.Hold->Block);
        var contents = block + BlockHeader.Length;
        switch (((BlockHeader*)block)->Kind)
        {
            case BlockKind.Lock or BlockKind.RecursiveLock:
                OwnerWord.Abandon((int*)contents, legacy.Process);
                break;
            case BlockKind.Semaphore:
                PermitEstate.GiveBack(arena, legacy, (PermitState*)contents);
                break;
            case BlockKind.Event or BlockKind.Countdown:
                GateWord.WakeSleepers((long*)contents);
                break;
            case BlockKind.NamedMemory:
                NamedMemory.Settle((BlockHeader*)block, legacy);
                break;
            case BlockKind.Condition:
                new ConditionQueue(arena, contents).GiveBack(legacy.Hold);
                break;
            case BlockKind.Barrier:
                new BarrierPhases(arena, contents).GiveBack(legacy.Hold);
                break;
            case BlockKind.ReaderWriterLock:
                new ReaderWriterDoor(arena, contents).GiveBack(legacy);
                break;
        }
    }
}
