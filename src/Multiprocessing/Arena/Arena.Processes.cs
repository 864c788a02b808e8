using Multiprocessing.Common;
using Multiprocessing.Platform;

namespace Multiprocessing.Memory;

/// <content>Lists the processes of the tree, and recovers what dead ones held.</content>
internal sealed unsafe partial class Arena
{
    private long* FirstProcess => (long*)At(ArenaLayout.ProcessesAt);

    private ProcessRecord* ProcessAt(long offset) => (ProcessRecord*)At(offset);

    private long AddProcess()
    {
        using var change = Change();
        var offset = AllocateBlock(change, sizeof(ProcessRecord));
        var process = ProcessAt(offset);
        change.Set(&process->Number, LifeMarks.Self);
        change.Set(&process->Id, Environment.ProcessId);
        change.Set(&process->ParentId, ProcessIdentity.ParentId);
        change.Set(&process->Next, *FirstProcess);
        if (*FirstProcess != 0) change.Set(&ProcessAt(*FirstProcess)->Previous, offset);
        change.Set(FirstProcess, offset);
        change.Commit();
        return offset;
    }

    /// <summary>Notes that this process is about to make a folder for a listener.</summary>
    internal void NoteFolder() => Volatile.Write(ref ProcessAt(_process)->HasFolders, 1);

    /// <summary>
    /// Lists the processes that use the arena, or have died and are not recovered yet, except this one. The caller asks which of them live
    /// outside the lock: that takes long where there are many.
    /// </summary>
    internal List<ListedProcess> ListOthers()
    {
        var others = new List<ListedProcess>();
        using var change = Change();
        for (var offset = FirstListedProcess(); offset != 0; offset = NextProcess(offset))
        {
            var process = ProcessAt(offset);
            if (offset != _process) others.Add(new(offset, process->Number, process->Id, process->ParentId, process->HasFolders != 0));
        }

        return others;
    }

    /// <summary>
    /// Recovers what a dead process held, one hold after the other: what it had of each object is settled by <paramref name="settle"/>,
    /// which may be called again for the same hold if this process dies in its turn. Holds that were made for its parent go to the parent.
    /// </summary>
    /// <returns>Whether all is settled. What <paramref name="settle"/> could not settle now stays for the next call.</returns>
    internal bool TryRecover(long process, Func<Arena, OwnedHold, bool> settle)
    {
        var dying = NoBlock;
        var unsettled = 0;
        while (TryRecoverOne(process, settle, ref unsettled, ref dying))
        {
            if (dying != NoBlock) Empty(dying);
            dying = NoBlock;
        }

        return unsettled == 0;
    }

    /// <summary>Calls an action, under the lock, for each hold of this process on blocks of one kind.</summary>
    internal void ForEachHold(BlockKind kind, HoldAction action)
    {
        using var change = Change();
        for (var hold = FirstHoldOf(_process); hold != 0; hold = NextHold(hold))
        {
            CheckHold(hold);
            var block = BlockAt(HoldAt(hold)->Block);
            if (block->Kind == kind && HoldAt(hold)->State != HoldState.ForParent) action(block, HoldAt(hold));
        }
    }

    /// <summary>Whether this process's children have left anything to it that has not been taken.</summary>
    internal bool HasFromChild => Volatile.Read(ref ProcessAt(_process)->Inherited) > 0;

    /// <summary>Lets go of what one child has left, or one message has named, and was never taken.</summary>
    internal void ReleaseFromChild(int child) => ReleaseWaiting(HoldState.FromChild, child);

    // Does nothing where the arena is damaged; see Release.
    private void ReleaseWaiting(HoldState state, int child)
    {
        try
        {
            var dying = NoBlock;
            while (TryReleaseWaiting(state, child, ref dying))
            {
                if (dying != NoBlock) Empty(dying);
                dying = NoBlock;
            }
        }
        catch (InvalidDataException)
        {
            // Damage is not reported here; see Release.
        }
    }

    private bool TryReleaseWaiting(HoldState state, int child, ref long dying)
    {
        using var change = Change();
        for (var hold = FirstHoldOf(_process); hold != 0; hold = NextHold(hold))
        {
            if (HoldAt(hold)->State != state || HoldAt(hold)->Child != child) continue;
            CheckHold(hold);
            var block = BlockAt(HoldAt(hold)->Block);
            if (block->Kind == BlockKind.NamedMemory) NamedMemory.Settle(block, new OwnedHold(0, HoldAt(hold), isTakenOver: false));
            dying = Release(change, hold);
            return true;
        }

        return false;
    }

    // Skips as many holds at the beginning of the list as could not be settled a moment ago.
    private bool TryRecoverOne(long process, Func<Arena, OwnedHold, bool> settle, ref int unsettled, ref long dying)
    {
        using var change = Change();
        if (!IsListed(process)) return false;
        var record = ProcessAt(process);
        if (record->Holds == 0)
        {
            var free = Unlist(change, process);
            change.Commit();
            DiscardAround(process, free);
            return false;
        }

        var isParent = record->ParentId == Environment.ProcessId;
        var first = Behind(FirstHoldOf(process), unsettled);
        var offset = isParent || !LifeMarks.IsParentAlive(record->ParentId) ? first : FirstNotForParent(first);
        // The other holds are for the dead process's parent, which hears of this death too, and may not even have opened the arena yet.
        if (offset == 0) return false;
        CheckHold(offset);
        var isTakenOver = isParent && HoldAt(offset)->State == HoldState.ForParent;
        if (!settle(this, new OwnedHold(record->Number, HoldAt(offset), isTakenOver)))
        {
            unsettled = PlaceOf(record->Holds, offset) + 1;
            return true;
        }

        if (isTakenOver)
        {
            MoveHere(change, offset, HoldState.FromChild);
            change.Commit();
        }
        else dying = Release(change, offset);
        return true;
    }

    private long Behind(long hold, int count)
    {
        while (hold != 0 && count-- > 0) hold = NextHold(hold);
        return hold;
    }

    private int PlaceOf(long first, long hold)
    {
        var place = 0;
        for (; first != hold; place++)
        {
            if (first == 0) ThrowDamaged();
            first = NextHold(first);
        }

        return place;
    }

    private long FirstNotForParent(long hold)
    {
        while (hold != 0 && HoldAt(hold)->State == HoldState.ForParent) hold = NextHold(hold);
        return hold;
    }

    // Checked again under the lock, since another process may have recovered this one already.
    private bool IsListed(long process)
    {
        for (var offset = FirstListedProcess(); offset != 0; offset = NextProcess(offset))
        {
            if (offset == process) return !LifeMarks.IsAlive(ProcessAt(offset)->Number);
        }

        return false;
    }

    private (long Block, int Order) Unlist(in ArenaChange change, long process)
    {
        var record = ProcessAt(process);
        var before = record->Previous == 0 ? FirstProcess : &ProcessAt(record->Previous)->Next;
        if (*before != process) ThrowDamaged();
        change.Set(before, record->Next);
        if (record->Next != 0) change.Set(&ProcessAt(record->Next)->Previous, record->Previous);
        return ReleaseRecord(change, process, sizeof(ProcessRecord));
    }
}
