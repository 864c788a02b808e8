using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>The sending side of a ring, as one object of one process has it: who may send now, and whether anybody will receive.</summary>
internal sealed unsafe partial class RingSender
{
    private readonly RingMemory _ring;
    private readonly SpinBudget _lockSpin = new();
    private RingMemory.KnownBuffer _known;
    private volatile bool _isClosedHere;

    internal RingSender(in RingMemory ring) => _ring = ring;

    /// <summary>How long it pays to watch for room.</summary>
    internal SpinBudget Spin { get; } = new();

    /// <summary>Whether nobody will ever receive what is sent.</summary>
    internal bool IsOver => _isClosedHere || (_ring.Rules.IsCounted ? _ring.IsComplete : _ring.HasNoReceiver);

    /// <summary>Whether a thread or a flow of this process has the senders' lock.</summary>
    internal bool IsLocked => OwnerWord.IsMine(&_ring.State->SendLock);

    private nint Lock => (nint)(&_ring.State->SendLock);

    /// <summary>Whoever waits here in this process is to wait no longer.</summary>
    internal void Close()
    {
        _isClosedHere = true;
        _ring.Mailbox->RingAll();
        GC.KeepAlive(this);
    }

    /// <summary>Takes the senders' lock.</summary>
    /// <returns>Whether it got it before the time was up, or soon after.</returns>
    internal bool EnterSend(Deadline deadline, CancellationToken cancellationToken)
    {
        if (TryEnterSend()) return true;
        var operation = new TakeOperation(Lock, _lockSpin);
        var isTaken = Waiter.Wait(ref operation, deadline.AtLeast(RingMemory.LockPatience), cancellationToken);
        if (operation.IsAbandoned) FinishSending_NeedsLock();
        return isTaken;
    }

    /// <summary>As <see cref="EnterSend"/>, without a thread.</summary>
    internal ValueTask<bool> EnterSendAsync(Deadline deadline, CancellationToken cancellationToken) =>
        TryEnterSend() ? new(true) : EnterSendLaterAsync(deadline, cancellationToken);

    /// <summary>Takes the senders' lock if it is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterSend() => OwnerWord.TryTake(&_ring.State->SendLock);

    /// <summary>Lets go of the senders' lock, and wakes a receiver, if one sleeps.</summary>
    internal void ExitSend()
    {
        AssertInvariants();
        // This is the full barrier that the bell wants.
        OwnerWord.TryRelease(&_ring.State->SendLock);
        _ring.Receivers->Ring();
        GC.KeepAlive(this);
    }

    // The last owner of the lock died. What it had noted in a change of the arena holds only if that change was finished.
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
