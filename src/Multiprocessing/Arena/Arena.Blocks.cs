using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Memory;

/// <content>Makes, adopts and frees blocks, and keeps the list of holds on each.</content>
internal sealed unsafe partial class Arena
{
    // A larger block is emptied outside the lock, by giving its pages back, so that other processes need not wait for that.
    private const int LargestClearedInPlace = 1 << 16;

    // Free memory that has been joined to at least this size (a power of two) gives its pages back.
    private const int DiscardOrder = 20;

    private const long NoBlock = 0;

    /// <summary>Whether a block of this kind holds blocks in its turn.</summary>
    internal static bool HasBlocks(BlockKind kind) => kind is BlockKind.Queue or BlockKind.Pipe or BlockKind.Dictionary;

    private HoldRecord* HoldAt(long offset) => (HoldRecord*)At(offset);

    private BlockHeader* BlockAt(long offset) => (BlockHeader*)At(offset);

    private long* FirstDying => (long*)At(ArenaLayout.DyingAt);

    /// <summary>Makes a block of zeros, held by this process.</summary>
    /// <exception cref="InsufficientMemoryException">There is no room for the block.</exception>
    internal Hold Create(BlockKind kind, long contentLength, int side = 0)
    {
        if (contentLength > 1L << _order) ThrowFull(contentLength);
        try
        {
            return CreateNow(kind, contentLength, side);
        }
        catch (InsufficientMemoryException)
        {
            CollectForgotten();
            return CreateNow(kind, contentLength, side);
        }
    }

    // Frees the blocks of objects that nothing refers to any more, so that their memory can be used.
    private static void CollectForgotten()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private Hold CreateNow(BlockKind kind, long contentLength, int side)
    {
        long block, hold;
        using (var change = Change())
        {
            block = MakeBlock(change, kind, contentLength);
            hold = AddHold(change, block, side);
            change.Commit();
        }

        return new Hold(this, hold, block);
    }

    private long MakeBlock(in ArenaChange change, BlockKind kind, long contentLength)
    {
        var block = AllocateBlock(change, BlockHeader.Length + contentLength);
        var header = BlockAt(block);
        var id = *(long*)At(ArenaLayout.LastIdAt) + 1;
        change.Set((long*)At(ArenaLayout.LastIdAt), id);
        change.Set(&header->Id, id);
        change.Set(&header->ContentLength, contentLength);
        change.Set((int*)&header->Kind, (int)kind);
        return block;
    }

    /// <summary>Holds a block that another process has named.</summary>
    /// <exception cref="InvalidOperationException">The block belongs to another process tree.</exception>
    /// <exception cref="ObjectDisposedException">The block is gone, since nothing held it any more.</exception>
    internal Hold Adopt(BlockReference reference, BlockKind kind)
    {
        if (reference.Tree != Tree)
        {
            throw new InvalidOperationException("A shared object belongs to another process tree: only processes that descend from one " +
                "first process can share it. Use a named SharedMemory, or a listener, between programs.");
        }

        var hold = reference.Transfer;
        using (var change = Change())
        {
            if (!IsHeld(change, reference) || !Is(BlockAt(reference.Offset)->Kind, kind)) throw Gone();
            CheckBlock(reference.Offset);
            // The sender has made a hold for the first reader of the message only; a second reading makes a new one.
            if (IsTransfer(change, hold, reference.Offset)) MoveHere(change, hold, HoldState.Own);
            else hold = AddHold(change, reference.Offset, reference.Side);
            change.Commit();
        }

        return new Hold(this, hold, reference.Offset);
    }

    // A block of a value or an array has a lock too, and may be adopted as one.
    private static bool Is(BlockKind found, BlockKind kind) => found == kind || (kind == BlockKind.Lock && found == BlockKind.Memory);

    /// <summary>Adds one more hold on a block that this process holds already.</summary>
    /// <exception cref="InsufficientMemoryException">There is no room for the hold.</exception>
    internal Hold HoldAgain(BlockReference reference)
    {
        using var change = Change();
        var hold = AddHold(change, reference.Offset, reference.Side);
        change.Commit();
        return new Hold(this, hold, reference.Offset);
    }

    /// <summary>
    /// Lets go of a block; the last hold to go frees it. Does nothing where the arena is damaged: the caller may be the garbage collector,
    /// and the next ordinary use of the arena reports the damage.
    /// </summary>
    internal void Release(long hold)
    {
        try
        {
            var dying = LetGo(hold);
            if (dying != NoBlock) Empty(dying);
        }
        catch (InvalidDataException)
        {
            // Damage is not reported here; see the summary.
        }
    }

    /// <summary>Empties blocks whose emptying a dead process has left unfinished.</summary>
    internal void FinishDying()
    {
        while (true)
        {
            long block;
            using (var change = Change())
            {
                var walk = new ListWalk(this);
                for (block = *FirstDying; block != 0 && LifeMarks.IsAlive(BlockAt(block)->Emptier);
                    block = BlockAt(block)->NextDying) walk.Pass(block);
                if (block == 0) return;
                CheckBlock(block);
                change.Set(&BlockAt(block)->Emptier, LifeMarks.Self);
                change.Commit();
            }

            Empty(block);
        }
    }

    /// <summary>The number of bytes of blocks in use, with their headers and unused rests.</summary>
    internal long UsedBytes
    {
        get
        {
            using var change = Change();
            var free = 0L;
            for (var order = ArenaLayout.UnitOrder; order <= _order; order++)
            {
                var walk = new ListWalk(this);
                for (var block = *((long*)At(ArenaLayout.FreeAt) + order); block != 0; block = *(long*)At(block))
                {
                    walk.Pass(block);
                    free += 1L << order;
                }
            }

            return (1L << _order) - free;
        }
    }

    private long AllocateBlock(in ArenaChange change, long length)
    {
        var block = new BuddyHeap(change, _order).Allocate(BuddyHeap.OrderOf(length));
        if (block == 0 || !TreeMemory.TryCommit(At(block), length)) ThrowFull(length);
        return block;
    }

    private long AddHold(in ArenaChange change, long block, int side)
    {
        var hold = AllocateBlock(change, sizeof(HoldRecord));
        change.Set(&HoldAt(hold)->Block, block);
        change.Set(&BlockAt(block)->Holds, BlockAt(block)->Holds + 1);
        if (side != 0)
        {
            change.Set(&HoldAt(hold)->Side, side);
            change.Set(SideHolds(block, side), *SideHolds(block, side) + 1);
        }

        LinkHold(change, hold, _process);
        return hold;
    }

    private int* SideHolds(long block, int side) => &BlockAt(block)->FirstSideHolds + side - 1;

    // The link to the first hold is the first field of a process's record, of a mailbox and of a dictionary.
    private long* FirstHold(long holder) => (long*)At(holder);

    private void LinkHold(in ArenaChange change, long hold, long holder)
    {
        var record = HoldAt(hold);
        var first = FirstHold(holder);
        change.Set(&record->Holder, holder);
        change.Set(&record->Previous, 0);
        change.Set(&record->Next, *first);
        if (*first != 0)
        {
            if (HoldAt(*first)->Previous != 0) ThrowDamaged();
            change.Set(&HoldAt(*first)->Previous, hold);
        }

        change.Set(first, hold);
    }

    private void UnlinkHold(in ArenaChange change, long hold)
    {
        var record = HoldAt(hold);
        var before = record->Previous == 0 ? FirstHold(record->Holder) : &HoldAt(record->Previous)->Next;
        if (*before != hold || (record->Next != 0 && HoldAt(record->Next)->Previous != hold)) ThrowDamaged();
        change.Set(before, record->Next);
        if (record->Next != 0) change.Set(&HoldAt(record->Next)->Previous, record->Previous);
    }

    private void MoveHere(in ArenaChange change, long hold, HoldState state) => Move(change, hold, _process, state);

    private void Move(in ArenaChange change, long hold, long holder, HoldState state)
    {
        CheckHold(hold);
        CountFromChild(change, hold, -1);
        UnlinkHold(change, hold);
        LinkHold(change, hold, holder);
        SetState(change, hold, state);
        CountFromChild(change, hold, 1);
    }

    private void CountFromChild(in ArenaChange change, long hold, int more)
    {
        var process = ProcessAt(HoldAt(hold)->Holder);
        if (HoldAt(hold)->State == HoldState.FromChild) change.Set(&process->Inherited, process->Inherited + more);
    }

    private void SetState(in ArenaChange change, long hold, HoldState state) => change.Set((int*)&HoldAt(hold)->State, (int)state);

    /// <summary>Whether anything still holds a block; nothing does where the arena is damaged.</summary>
    internal bool IsHeld(long block, long id)
    {
        try
        {
            using var change = Change();
            return IsHeld(change, new BlockReference(Tree, block, id));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private bool IsHeld(in ArenaChange _, BlockReference reference) =>
        _map.IsUsed(reference.Offset) && BlockAt(reference.Offset)->Id == reference.Id && BlockAt(reference.Offset)->Holds > 0;

    private bool IsTransfer(in ArenaChange _, long hold, long block) =>
        _map.IsUsed(hold) && HoldAt(hold)->Block == block && HoldAt(hold)->State != HoldState.Own;

    private static ObjectDisposedException Gone() =>
        new(nameof(SharedObject), "A shared object was disposed of, or its last holder ended, before it arrived here; keep it until the " +
            "receiver has it.");

    private long LetGo(long hold)
    {
        using var change = Change();
        return Release(change, hold);
    }

    // Returns a block that the caller has to empty when the lock is free, or none.
    private long Release(in ArenaChange change, long hold)
    {
        CheckHold(hold);
        var block = HoldAt(hold)->Block;
        var header = BlockAt(block);
        var side = HoldAt(hold)->Side;
        var isMailbox = header->Kind is (BlockKind.Queue or BlockKind.Pipe);
        var hasBlocks = HasBlocks(header->Kind);
        if (header->Kind == BlockKind.Queue) SettleTaken(change, hold, MailboxAt(block));
        CountFromChild(change, hold, -1);
        UnlinkHold(change, hold);
        var free = ReleaseRecord(change, hold, sizeof(HoldRecord));
        if (side != 0) change.Set(SideHolds(block, side), *SideHolds(block, side) - 1);
        if (header->Holds > 1)
        {
            change.Set(&header->Holds, header->Holds - 1);
            change.Commit();
            DiscardAround(hold, free);
            // Wakes those that wait for a side that is gone now, or for a task that a dead process had: they would wait in vain.
            if (isMailbox) MailboxAt(block)->RingAll();
        }
        else if (header->ContentLength <= LargestClearedInPlace && !hasBlocks)
        {
            new Span<byte>(At(block + BlockHeader.Length), (int)header->ContentLength).Clear();
            Free(change, block);
            if (PartOf(hold) != PartOf(block)) DiscardAround(hold, free);
        }
        else
        {
            change.Set(&header->Holds, 0);
            change.Set(&header->Id, 0);
            change.Set(&header->Emptier, LifeMarks.Self);
            change.Set(&header->NextDying, *FirstDying);
            change.Set(FirstDying, block);
            change.Commit();
            DiscardAround(hold, free);
            return block;
        }

        return NoBlock;
    }

    private void Empty(long first)
    {
        Queue<long>? others = null;
        var block = first;
        do
        {
            CheckBlock(block);
            if (HasBlocks(BlockAt(block)->Kind)) ReleaseContents(block, ref others);
            else if (BlockAt(block)->ContentLength > LargestClearedInPlace) Clear(block);
            Remove(block);
        }
        while (others is not null && others.TryDequeue(out block));
    }

    private void Remove(long block)
    {
        using var change = Change();
        var place = FirstDying;
        for (var walk = new ListWalk(this); *place != block; place = &BlockAt(*place)->NextDying)
        {
            if (*place == 0) ThrowDamaged();
            walk.Pass(*place);
        }

        CheckBlock(block);
        change.Set(place, BlockAt(block)->NextDying);
        // Cleared within this change: if this process dies before the change ends, the next one clears the block again.
        if (BlockAt(block)->ContentLength <= LargestClearedInPlace)
        {
            new Span<byte>(At(block + BlockHeader.Length), (int)BlockAt(block)->ContentLength).Clear();
        }

        Free(change, block);
    }

    private void Clear(long block)
    {
        var page = TreeMemory.PageSize;
        var end = block + BlockHeader.Length + BlockAt(block)->ContentLength;
        var firstPage = (block + page - 1) & ~(page - 1L);
        if (firstPage == block) firstPage += page;
        new Span<byte>(At(block + BlockHeader.Length), (int)(firstPage - block) - BlockHeader.Length).Clear();
        if (!TreeMemory.TryDiscard(_memory, firstPage, end - firstPage)) NativeMemory.Clear(At(firstPage), (nuint)(end - firstPage));
    }

    // The contents must be zero already.
    private void Free(in ArenaChange change, long block)
    {
        for (var word = (long*)At(block); word < (long*)At(block + BlockHeader.Length); word++)
        {
            if (*word != 0) change.Set(word, 0);
        }

        ReleaseZero(change, block);
    }

    // The result is for DiscardAround, to be called when the change is committed.
    private (long Block, int Order) ReleaseRecord(in ArenaChange change, long record, int length)
    {
        for (var word = (long*)At(record); word < (long*)At(record + length); word++)
        {
            if (*word != 0) change.Set(word, 0);
        }

        return new BuddyHeap(change, _order).Release(record);
    }

    private void ReleaseZero(in ArenaChange change, long block)
    {
        var free = new BuddyHeap(change, _order).Release(block);
        change.Commit();
        DiscardAround(block, free);
    }

    // Gives pages back to the system: those of the part (of 2^DiscardOrder bytes) of a free block in which the released memory lies, but
    // not the block's first page, which has its links. Called under the lock, after the change is committed.
    private void DiscardAround(long released, (long Block, int Order) free)
    {
        if (free.Order < DiscardOrder) return;
        var part = PartOf(released);
        var start = Math.Max(part, free.Block + TreeMemory.PageSize);
        _ = TreeMemory.TryDiscard(_memory, start, part + (1L << DiscardOrder) - start);
    }

    private long PartOf(long place) => place - ((place - ArenaLayout.HeapAt(_order)) & ((1L << DiscardOrder) - 1));
}
