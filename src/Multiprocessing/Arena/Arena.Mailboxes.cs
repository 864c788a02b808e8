using Multiprocessing.Common;
using Multiprocessing.Platform;

namespace Multiprocessing.Memory;

/// <content>Gives blocks to mailboxes and messages, and takes them from there.</content>
internal sealed unsafe partial class Arena
{
    private Mailbox* MailboxAt(long block) => (Mailbox*)At(block + BlockHeader.Length);

    internal long OffsetOf(void* place) => (byte*)place - _base;

    /// <summary>
    /// Makes a hold for this process's parent, which takes that hold when it reads the message that names the block, or inherits it when
    /// this process ends before that.
    /// </summary>
    /// <returns>The block with that hold.</returns>
    /// <exception cref="ObjectDisposedException">The block is gone, since another thread has disposed of it.</exception>
    internal BlockReference TransferToParent(BlockReference reference) =>
        Convey(reference, HoldState.ForParent, ProcessIdentity.NumberAmongSiblings);

    /// <summary>
    /// Makes a hold for the process that will read the message that names the block. Until then the hold is this process's.
    /// </summary>
    /// <param name="reference">The block.</param>
    /// <param name="child">The number of the child that gets the message; 0 for a mailbox.</param>
    /// <returns>The block with that hold.</returns>
    /// <exception cref="ObjectDisposedException">The block is gone, since another thread has disposed of it.</exception>
    internal BlockReference Send(BlockReference reference, int child) => Convey(reference, HoldState.Sent, child);

    /// <summary>Lets go of the holds that were made for one child, which has ended and has not taken them.</summary>
    internal void ReleaseSent(int child) => ReleaseWaiting(HoldState.Sent, child);

    /// <summary>Lets go of holds that were made for a message that was not sent.</summary>
    internal void ReleaseSent(ReadOnlySpan<long> holds)
    {
        // Release throws nothing.
        foreach (var hold in holds) Release(hold);
    }

    /// <summary>Gives a mailbox the holds that a message names, and notes in the same change where the ring's tail will be.</summary>
    internal void Deliver(ReadOnlySpan<long> holds, long mailbox, RingState* ring, long tail)
    {
        // A change has room for this many holds only. Until the last of them is delivered, the tail stays where it was.
        const int AtOnce = 128;
        while (holds.Length > AtOnce)
        {
            Deliver(holds[..AtOnce], mailbox, ring, 0);
            holds = holds[AtOnce..];
        }

        using var change = Change();
        foreach (var hold in holds) Move(change, hold, mailbox, HoldState.Sent);
        change.Set(&ring->PendingTail, tail);
        change.Commit();
    }

    /// <summary>
    /// Takes the holds that a message names, for this process, and notes in the same change where the ring's head will be.
    /// </summary>
    /// <param name="holds">The holds that the message names.</param>
    /// <param name="receipt">The number that tells these holds from others; below 0.</param>
    /// <param name="ring">The ring.</param>
    /// <param name="head">Where its head will be.</param>
    /// <param name="taker">The receiver's hold on the queue, which counts the taken items; 0 where they are not counted.</param>
    internal void Collect(ReadOnlySpan<long> holds, int receipt, RingState* ring, long head, long taker)
    {
        const int AtOnce = 128;
        while (true)
        {
            using var change = Change();
            // Noted together with the first holds: what has been moved once must not be moved again. If this process dies before the last
            // of them, the mailbox keeps the rest.
            change.Set(&ring->PendingHead, head);
            change.Set(&ring->TakerHold, taker);
            foreach (var hold in holds[..Math.Min(AtOnce, holds.Length)])
            {
                MoveHere(change, hold, HoldState.FromChild);
                change.Set(&HoldAt(hold)->Child, receipt);
            }

            change.Commit();
            if (holds.Length <= AtOnce) return;
            holds = holds[AtOnce..];
        }
    }

    /// <summary>Makes a buffer that a mailbox holds.</summary>
    /// <param name="mailbox">Where the mailbox's contents begin.</param>
    /// <param name="units">How large the buffer is, in units of 8 bytes.</param>
    /// <param name="note">The word in which the place of the buffer is noted, in the same change.</param>
    /// <exception cref="InsufficientMemoryException">There is no room for the buffer.</exception>
    internal void CreateBuffer(long mailbox, long units, long* note)
    {
        var length = BufferHeader.Length + (units * sizeof(long));
        if (length > 1L << _order) ThrowFull(length);
        try
        {
            CreateBufferNow(mailbox, units, length, note);
        }
        catch (InsufficientMemoryException)
        {
            CollectForgotten();
            CreateBufferNow(mailbox, units, length, note);
        }
    }

    private void CreateBufferNow(long mailbox, long units, long length, long* note)
    {
        using var change = Change();
        var block = MakeBlock(change, BlockKind.Buffer, length);
        var hold = AddHold(change, block, side: 0);
        Move(change, hold, mailbox, HoldState.Own);
        var contents = block + BlockHeader.Length;
        change.Set(&((BufferHeader*)At(contents))->Units, units);
        change.Set(&((BufferHeader*)At(contents))->Hold, hold);
        change.Set(note, contents);
        change.Commit();
    }

    /// <summary>Ends the use of one side of a block. The hold itself stays until no thread can be using it any more.</summary>
    internal void LeaveSide(HoldRecord* hold)
    {
        using var change = Change();
        var (block, side) = (hold->Block, hold->Side);
        if (side == 0) return;
        CheckBlock(block);
        change.Set(SideHolds(block, side), *SideHolds(block, side) - 1);
        change.Set(&hold->Side, 0);
        change.Commit();
        MailboxAt(block)->RingAll();
    }

    /// <summary>
    /// Prevents new holds on a mailbox whose last user has disposed of it. The user's own hold stays until no thread can be in the mailbox.
    /// </summary>
    /// <param name="hold">The hold of that last user.</param>
    /// <returns>False where other holds exist: of other users, or for a message that names the mailbox.</returns>
    internal bool TrySeal(HoldRecord* hold)
    {
        using var change = Change();
        CheckBlock(hold->Block);
        var header = BlockAt(hold->Block);
        var isUsed = header->Kind == BlockKind.Pipe ? header->FirstSideHolds + header->SecondSideHolds > 0 : header->Holds > 1;
        if (isUsed) return false;
        change.Set(&header->Id, 0);
        change.Commit();
        return true;
    }

    /// <summary>Lets go of a buffer that a mailbox holds, and clears the note of its place in the same change.</summary>
    internal void ReleaseIn(long hold, long* note)
    {
        var dying = ReleaseNoted(hold, note);
        if (dying != NoBlock) Empty(dying);
    }

    /// <summary>
    /// Gives the pages back that lie whole within a range whose contents are not needed any more. The range may be written to again.
    /// </summary>
    internal void Discard(long offset, long length)
    {
        long page = TreeMemory.PageSize;
        var start = (offset + page - 1) & ~(page - 1);
        _ = TreeMemory.TryDiscard(_memory, start, ((offset + length) & ~(page - 1)) - start);
    }

    /// <summary>Takes back a change that a dead process has left unfinished.</summary>
    internal void TakeBackUnfinished()
    {
        using var change = Change();
    }

    /// <summary>Completes, or takes back, the taking of a message during which its process died.</summary>
    internal void SettleTake(RingState* ring)
    {
        using var change = Change();
        SettleTake(change, ring);
        change.Commit();
    }

    private long ReleaseNoted(long hold, long* note)
    {
        using var change = Change();
        change.Set(note, 0);
        return Release(change, hold);
    }

    private void SettleTake(in ArenaChange change, RingState* ring)
    {
        if (ring->PendingHead != 0)
        {
            change.Set(&ring->Head, ring->PendingHead);
            change.Set(&ring->PendingHead, 0);
        }

        var hold = ring->TakerHold;
        if (hold == 0) return;
        CheckHold(hold);
        if (RingState.Count(ring->Head) == ring->TakeCount) change.Set(&QueueHold.Of(HoldAt(hold))->Taken, ring->TakerTaken);
        change.Set(&ring->TakerHold, 0);
    }

    // Tasks that were taken through this hold and never reported as done are counted as lost, so that Join does not wait for them.
    private void SettleTaken(in ArenaChange change, long hold, Mailbox* mailbox)
    {
        var ring = (RingState*)(mailbox + 1);
        if (ring->TakerHold == hold) SettleTake(change, ring);
        // Taking the lock first takes back an unfinished change of a dead process.
        using var done = new ArenaChange(DoneLog(mailbox));
        var taker = QueueHold.Of(HoldAt(hold));
        var open = taker->Taken - taker->Done;
        if (open > 0) change.Set(&mailbox->Lost, mailbox->Lost + open);
    }

    /// <summary>Returns the change log, with the lock, of the number of tasks that are done.</summary>
    internal ChangeLog DoneLog(Mailbox* mailbox) => new(_base, &mailbox->DoneLock, mailbox->DoneLog + 1, 2, _order);

    private BlockReference Convey(BlockReference reference, HoldState state, int child)
    {
        using var change = Change();
        if (!IsHeld(change, reference)) throw Gone();
        var hold = AddHold(change, reference.Offset, reference.Side);
        SetState(change, hold, state);
        change.Set(&HoldAt(hold)->Child, child);
        change.Commit();
        return reference with { Transfer = hold };
    }

    // What a mailbox held may be mailboxes again; they are emptied after this one, in a loop instead of by recursion.
    private void ReleaseContents(long block, ref Queue<long>? dying)
    {
        while (true)
        {
            using var change = Change();
            var hold = FirstHoldOf(block + BlockHeader.Length);
            if (hold == 0) return;
            var last = Release(change, hold);
            if (last != NoBlock) (dying ??= []).Enqueue(last);
        }
    }
}
