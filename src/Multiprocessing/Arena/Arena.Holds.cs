using System.Diagnostics;
using Multiprocessing.Platform;

namespace Multiprocessing.Memory;

/// <content>The holds on one block.</content>
internal sealed unsafe partial class Arena
{
    /// <summary>
    /// Recovers what dead processes have taken of one block, for callers that wait for this block and should not have to wait until the
    /// parents of the dead do it. What cannot be settled now is left to the next call.
    /// </summary>
    internal void SettleDead(long block, Func<Arena, OwnedHold, bool> settle)
    {
        var holds = new List<OwnedHold>();
        using var change = Change();
        for (var process = FirstListedProcess(); process != 0; process = NextProcess(process))
        {
            if (!LifeMarks.IsAlive(ProcessAt(process)->Number)) AddHolds_NeedsLock(holds, process, block);
        }

        foreach (var hold in holds) _ = settle(this, hold);
    }

    /// <summary>Tries an action with each hold on a block, until it succeeds with one; no hold goes away meanwhile.</summary>
    /// <returns>Whether the action succeeded with one of the holds.</returns>
    internal bool TryAnyHold(long block, Predicate<OwnedHold> action)
    {
        using var change = Change();
        return FindHolds_NeedsLock(block).Exists(action);
    }

    /// <summary>Finds all holds on a block, of living and of dead processes.</summary>
    internal List<OwnedHold> FindHolds_NeedsLock(long block)
    {
        Debug.Assert(IsLocked);
        var holds = new List<OwnedHold>();
        for (var process = FirstListedProcess(); process != 0; process = NextProcess(process)) AddHolds_NeedsLock(holds, process, block);
        return holds;
    }

    private void AddHolds_NeedsLock(List<OwnedHold> holds, long process, long block)
    {
        Debug.Assert(IsLocked);
        for (var hold = FirstHoldOf(process); hold != 0; hold = NextHold(hold))
        {
            if (HoldAt(hold)->Block == block) holds.Add(new OwnedHold(ProcessAt(process)->Number, HoldAt(hold), isTakenOver: false));
        }
    }
}
