using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>The receiving side of a ring, as one object of one process has it: who may receive now, and whether more may come.</summary>
internal sealed unsafe partial class RingReceiver
{
    private readonly RingMemory _ring;
    private readonly SpinBudget _lockSpin = new();
    private RingMemory.KnownBuffer _known;
    private volatile bool _isClosedHere;

    internal RingReceiver(in RingMemory ring) => _ring = ring;

    /// <summary>How long it pays to watch for a message.</summary>
    internal SpinBudget Spin { get; } = new();

    /// <summary>How many messages are there.</summary>
    internal int Count => _ring.Count;

    internal bool IsEmpty => _ring.IsEmpty;

    /// <summary>Whether nothing will be sent any more; what was sent may still be there.</summary>
    internal bool IsOver => _isClosedHere || (_ring.Rules.IsCounted ? _ring.IsComplete : _ring.HasNoSender);

    /// <summary>
    /// Whether one of those who send is dead or has given up in the middle of a message, if a part of one has been received.
    /// </summary>
    internal bool IsSenderGone
    {
        get
        {
            var owner = OwnerRules.Owner(Volatile.Read(ref _ring.State->SendLock));
            return owner == 0 || owner == OwnerWord.Abandoned || !LifeMarks.IsAlive(owner);
        }
    }

    /// <summary>Whether a receiver has seen that there is more, so that one need not look at what the senders change.</summary>
    internal bool KnowsMore => Volatile.Read(ref _ring.State->Head) != Volatile.Read(ref _ring.State->TailSeen);

    /// <summary>Whether a thread or a flow of this process has the receivers' lock.</summary>
    internal bool IsLocked => OwnerWord.IsMine(&_ring.State->ReceiveLock);

    private nint Lock => (nint)(&_ring.State->ReceiveLock);

    /// <summary>Whoever waits here in this process is to wait no longer.</summary>
    internal void Close()
    {
        _isClosedHere = true;
        _ring.Mailbox->RingAll();
        GC.KeepAlive(this);
    }

    /// <summary>Takes the receivers' lock.</summary>
    /// <returns>Whether it got it before the time was up, or soon after.</returns>
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
            // It may have been woken for a message that it leaves to others now.
            if (!isTaken) HandOnMessages(takesOne: false);
        }

        if (operation.IsAbandoned) FinishReceiving_NeedsLock();
        return isTaken;
    }

    /// <summary>As <see cref="EnterReceive"/>, without a thread.</summary>
    internal ValueTask<bool> EnterReceiveAsync(Deadline deadline, CancellationToken cancellationToken) =>
        TryEnterReceive() ? new(true) : EnterReceiveLaterAsync(deadline, cancellationToken);

    /// <summary>Takes the receivers' lock if it is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterReceive() => OwnerWord.TryTake(&_ring.State->ReceiveLock);

    /// <summary>Lets go of the receivers' lock, and wakes a sender, if one sleeps.</summary>
    internal void ExitReceive()
    {
        AssertInvariants();
        // Read before the lock is free; the tail is further ahead, if anything.
        var isFull = IsFull_NeedsLock;
        OwnerWord.TryRelease(&_ring.State->ReceiveLock);
        if (!isFull) RingSenders();
        GC.KeepAlive(this);
    }

    // Those who wait for room are woken when there is room for many.
    private bool IsFull_NeedsLock =>
        !_ring.Rules.IsCounted && (uint)_ring.State->TailSeen - (uint)_ring.State->Head > _ring.Rules.UnitsToGoOn;

    // Those who send to a pipe wait for room of different sizes: one who finds too little must not keep others from theirs.
    private void RingSenders() => _ring.Senders->Ring(_ring.Rules.IsCounted ? 1 : int.MaxValue);

    // The last owner of the lock died. What it had noted in a change of the arena holds only if that change was finished, so that comes
    // first.
    private void FinishReceiving_NeedsLock()
    {
        Debug.Assert(IsLocked);
        _ring.Arena.SettleTake(_ring.State);
        if (_ring.State->LastBuffer != 0) FinishLeaving_NeedsLock();
    }
}
