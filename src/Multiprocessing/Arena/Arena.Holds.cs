using System.Diagnostics;
using Multiprocessing.Platform;

namespace Multiprocessing.Memory;

/// <content>The holds on one block.</content>
internal sealed unsafe partial class Arena
{
    /// <summary>
    /// Settles what dead processes have taken of one block, for those who wait for it and do not want to wait for the parents of the dead
    /// as well. What cannot be settled now is left to the next call.
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

    /// <summary>Tries something with one hold on a block after the other, none of which goes meanwhile.</summary>
    /// <returns>Whether it succeeded with one of them.</returns>
    internal bool TryAnyHold(long block, Predicate<OwnedHold> action)
    {
        using var change = Change();
        return FindHolds_NeedsLock(block).Exists(action);
    }

    /// <summary>All holds on a block, of the living and the dead.</summary>
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
