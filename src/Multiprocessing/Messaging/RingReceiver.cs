using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>The receiving side of a ring, for one object of one process: its lock, and whether more messages may come.</summary>
internal sealed unsafe partial class RingReceiver
{
    private readonly RingMemory _ring;
    private readonly SpinBudget _lockSpin = new();
    private RingMemory.KnownBuffer _known;
    private volatile bool _isClosedHere;

    internal RingReceiver(in RingMemory ring) => _ring = ring;

    /// <summary>The spin budget for waiting for a message.</summary>
    internal SpinBudget Spin { get; } = new();

    /// <summary>The number of messages in the ring.</summary>
    internal int Count => _ring.Count;

    internal bool IsEmpty => _ring.IsEmpty;

    /// <summary>Whether nothing will be sent any more. What was sent may still be in the ring.</summary>
    internal bool IsOver => _isClosedHere || (_ring.Rules.IsCounted ? _ring.IsComplete : _ring.HasNoSender);

    /// <summary>
    /// Whether the sender of a message is dead or has given up. Has meaning only when a part of the message has been received.
    /// </summary>
    internal bool IsSenderGone
    {
        get
        {
            var owner = OwnerRules.Owner(Volatile.Read(ref _ring.State->SendLock));
            return owner == 0 || owner == OwnerWord.Abandoned || !LifeMarks.IsAlive(owner);
        }
    }

    /// <summary>Whether a receiver has already seen a further record, so that the senders' cache line need not be read.</summary>
    internal bool KnowsMore => Volatile.Read(ref _ring.State->Head) != Volatile.Read(ref _ring.State->TailSeen);

    /// <summary>Whether a thread or a flow of execution of this process has the receivers' lock.</summary>
    internal bool IsLocked => OwnerWord.IsMine(&_ring.State->ReceiveLock);

    private nint Lock => (nint)(&_ring.State->ReceiveLock);

    /// <summary>Wakes all waiters, of which those in this process see that the ring is closed here.</summary>
    internal void Close()
    {
        _isClosedHere = true;
        _ring.Mailbox->RingAll();
        GC.KeepAlive(this);
    }

    /// <summary>Takes the receivers' lock.</summary>
    /// <returns>Whether the lock was taken in time, or soon after.</returns>
    internal bool EnterReceive(Deadline deadline, CancellationToken cancellationToken)
    {
        if (TryEnterReceive()) return true;
        var operation = new TakeOperation(Lock, _lockSpin);
        var isTaken = false;
        try
        {
            isTaken = Waiter.Wait(ref operation, deadline.AtLeast(RingMemory.LockPatience), cancellationToken);
        }
        finally
        {
            // This waiter may have been woken for a message that it now leaves to others.
            if (!isTaken) HandOnMessages(takesOne: false);
        }

        if (operation.IsAbandoned) FinishReceiving_NeedsLock();
        return isTaken;
    }

    /// <summary>As <see cref="EnterReceive"/>, holding no thread while it waits.</summary>
    internal ValueTask<bool> EnterReceiveAsync(Deadline deadline, CancellationToken cancellationToken) =>
        TryEnterReceive() ? new(true) : EnterReceiveLaterAsync(deadline, cancellationToken);

    /// <summary>Takes the receivers' lock if it is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterReceive() => OwnerWord.TryTake(&_ring.State->ReceiveLock);

    /// <summary>Lets go of the receivers' lock, and wakes a sender, if one sleeps.</summary>
    internal void ExitReceive()
    {
        AssertInvariants();
        // Computed before the lock is free. The tail may be further ahead by then, which only makes the ring fuller.
        var isFull = IsFull_NeedsLock;
        OwnerWord.TryRelease(&_ring.State->ReceiveLock);
        if (!isFull) RingSenders();
        GC.KeepAlive(this);
    }

    // Senders that wait for room are woken when there is room for many messages.
    private bool IsFull_NeedsLock =>
        !_ring.Rules.IsCounted && (uint)_ring.State->TailSeen - (uint)_ring.State->Head > _ring.Rules.UnitsToGoOn;

    // Senders to a pipe wait for room of different sizes, so all are woken: one that finds too little must not keep others from theirs.
    private void RingSenders() => _ring.Senders->Ring(_ring.Rules.IsCounted ? 1 : int.MaxValue);

    // The last owner of the lock has died. A change of the arena that it may have left unfinished is taken back first: what it has noted in
    // the ring holds only if that change was finished.
    private void FinishReceiving_NeedsLock()
    {
        Debug.Assert(IsLocked);
        _ring.Arena.SettleTake(_ring.State);
        if (_ring.State->LastBuffer != 0) FinishLeaving_NeedsLock();
    }
}
