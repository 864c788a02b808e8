using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>How many of a queue's items are still somebody's task: not taken yet, or taken and not done.</summary>
internal sealed unsafe class QueueTasks(Hold hold)
{
    private readonly Mailbox* _mailbox = (Mailbox*)hold.Contents;
    private readonly RingState* _ring = (RingState*)((Mailbox*)hold.Contents + 1);

    internal SpinBudget Spin { get; } = new();

    /// <summary>How many there are.</summary>
    internal int Open
    {
        get
        {
            // Counts go round, hence the difference. In this order: what comes meanwhile makes it too large.
            var settled = Volatile.Read(ref _mailbox->Done) + Volatile.Read(ref _mailbox->Lost);
            var open = RingState.Count(Volatile.Read(ref _ring->Tail)) - settled;
            GC.KeepAlive(this);
            return open;
        }
    }

    /// <summary>One more is done; false if there was none.</summary>
    internal bool TryFinishOne()
    {
        // As a rule it was taken by way of this hold; otherwise by another process, or another object of this one; or nobody has taken it
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
        // So that nobody counts it as lost when the one who took it lets go of the queue.
        change.Set(&taker->Done, taker->Done + 1);
        change.Commit();
        return true;
    }

    internal Parking Listen(int slice) => _mailbox->Joiners.Listen(slice);

    /// <summary>What changes when tasks are done.</summary>
    internal Parking Done => new((nint)(&_mailbox->Done), Volatile.Read(ref _mailbox->Done), 0);

    internal void HandOn() => _mailbox->Joiners.HandOn(Open <= 0);
}
