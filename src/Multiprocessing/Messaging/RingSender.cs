using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>The sending side of a ring, for one object of one process: its lock, and whether messages will still be received.</summary>
internal sealed unsafe partial class RingSender
{
    private readonly RingMemory _ring;
    private readonly SpinBudget _lockSpin = new();
    private RingMemory.KnownBuffer _known;
    private volatile bool _isClosedHere;

    internal RingSender(in RingMemory ring) => _ring = ring;

    /// <summary>The spin budget for waiting for room.</summary>
    internal SpinBudget Spin { get; } = new();

    /// <summary>Whether what is sent will never be received.</summary>
    internal bool IsOver => _isClosedHere || (_ring.Rules.IsCounted ? _ring.IsComplete : _ring.HasNoReceiver);

    /// <summary>Whether a thread or a flow of execution of this process has the senders' lock.</summary>
    internal bool IsLocked => OwnerWord.IsMine(&_ring.State->SendLock);

    private nint Lock => (nint)(&_ring.State->SendLock);

    /// <summary>Wakes all waiters, of which those in this process see that the ring is closed here.</summary>
    internal void Close()
    {
        _isClosedHere = true;
        _ring.Mailbox->RingAll();
        GC.KeepAlive(this);
    }

    /// <summary>Takes the senders' lock.</summary>
    /// <returns>Whether the lock was taken in time, or soon after.</returns>
    internal bool EnterSend(Deadline deadline, CancellationToken cancellationToken)
    {
        if (TryEnterSend()) return true;
        var operation = new TakeOperation(Lock, _lockSpin);
        var isTaken = Waiter.Wait(ref operation, deadline.AtLeast(RingMemory.LockPatience), cancellationToken);
        if (operation.IsAbandoned) FinishSending_NeedsLock();
        return isTaken;
    }

    /// <summary>As <see cref="EnterSend"/>, holding no thread while it waits.</summary>
    internal ValueTask<bool> EnterSendAsync(Deadline deadline, CancellationToken cancellationToken) =>
        TryEnterSend() ? new(true) : EnterSendLaterAsync(deadline, cancellationToken);

    /// <summary>Takes the senders' lock if it is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterSend() => OwnerWord.TryTake(&_ring.State->SendLock);

    /// <summary>Lets go of the senders' lock, and wakes a receiver, if one sleeps.</summary>
    internal void ExitSend()
    {
        AssertInvariants();
        // Releasing the lock is the full memory barrier that must come before the bell is rung.
        OwnerWord.TryRelease(&_ring.State->SendLock);
        _ring.Receivers->Ring();
        GC.KeepAlive(this);
    }

    // The last owner of the lock has died. A change of the arena that it may have left unfinished is taken back first: what it has noted in
    // the ring holds only if that change was finished.
    private void FinishSending_NeedsLock()
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        _ring.Arena.TakeBackUnfinished();
        if (state->NextBuffer != 0) FinishGrowing_NeedsLock();
        if (state->PendingTail == 0) return;
        Volatile.Write(ref state->Tail, state->PendingTail);
        Volatile.Write(ref state->PendingTail, 0);
    }
}
