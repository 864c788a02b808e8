using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>Counts a queue's open tasks: items that are not taken yet, or taken and not done.</summary>
internal sealed unsafe class QueueTasks(Hold hold)
{
    private readonly Mailbox* _mailbox = (Mailbox*)hold.Contents;
    private readonly RingState* _ring = (RingState*)((Mailbox*)hold.Contents + 1);

    internal SpinBudget Spin { get; } = new();

    /// <summary>The number of open tasks.</summary>
    internal int Open
    {
        get
        {
            // The counts wrap around, so their difference is used. The tail is read last: items added meanwhile make the number too large,
            // not too small.
            var settled = Volatile.Read(ref _mailbox->Done) + Volatile.Read(ref _mailbox->Lost);
            var open = RingState.Count(Volatile.Read(ref _ring->Tail)) - settled;
            GC.KeepAlive(this);
            return open;
        }
    }

    /// <summary>Counts one more task as done; returns false if no task is open.</summary>
    internal bool TryFinishOne()
    {
        // As a rule the item was taken through this hold; otherwise by another process, or another object of this one; or it is not taken
        // yet.
        var isDone = TryFinish(QueueHold.Of(hold.Record), onlyTaken: true)
            || hold.Arena.TryAnyHold(hold.Reference.Offset, taker => TryFinish(QueueHold.Of(taker.Hold), onlyTaken: true))
            || TryFinish(QueueHold.Of(hold.Record), onlyTaken: false);
        if (isDone && Open <= 0) _mailbox->Joiners.Ring(int.MaxValue);
        GC.KeepAlive(this);
        return isDone;
    }

    private bool TryFinish(QueueHold* taker, bool onlyTaken)
    {
        using var change = new ArenaChange(hold.Arena.DoneLog(_mailbox));
        if (Open <= 0 || (onlyTaken && Volatile.Read(ref taker->Taken) - taker->Done <= 0)) return false;
        change.Set(&_mailbox->Done, _mailbox->Done + 1);
        // Counted here too, so that the task does not count as lost when its taker lets go of the queue.
        change.Set(&taker->Done, taker->Done + 1);
        change.Commit();
        return true;
    }

    internal Parking Listen(int slice) => _mailbox->Joiners.Listen(slice);

    /// <summary>The word that changes when tasks are done, to sleep on.</summary>
    internal Parking Done => new((nint)(&_mailbox->Done), Volatile.Read(ref _mailbox->Done), 0);

    internal void HandOn() => _mailbox->Joiners.HandOn(Open <= 0);
}
