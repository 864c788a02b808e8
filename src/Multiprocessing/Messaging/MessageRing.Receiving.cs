using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>What those do who receive.</content>
internal sealed unsafe partial class MessageRing
{
    /// <summary>Whether nothing will be sent any more; what was sent may still be there.</summary>
    internal bool IsReceivingOver =>
        _isClosedHere || (_rules.IsCounted ? Volatile.Read(ref _mailbox->IsComplete) != 0 : Volatile.Read(ref *SendingSide) == 0);

    /// <summary>
    /// Whether one of those who send is dead or has given up in the middle of a message, if a part of one has been received.
    /// </summary>
    internal bool IsSenderGone
    {
        get
        {
            var owner = OwnerRules.Owner(Volatile.Read(ref _state->SendLock));
            return owner == 0 || owner == OwnerWord.Abandoned || !LifeMarks.IsAlive(owner);
        }
    }

    /// <summary>Whether a receiver has seen that there is more, so that one need not look at what the senders change.</summary>
    internal bool KnowsMore => Volatile.Read(ref _state->Head) != Volatile.Read(ref _state->TailSeen);

    internal bool IsEmpty => Volatile.Read(ref _state->Head) == Volatile.Read(ref _state->Tail);

    /// <summary>Takes the receivers' lock.</summary>
    /// <returns>Whether it got it before the time was up, or soon after.</returns>
    internal bool EnterReceive(Deadline deadline, CancellationToken cancellationToken)
    {
        if (TryEnterReceive()) return true;
        var operation = new TakeOperation(ReceiveLock, LockSpin);
        var isTaken = false;
        try
        {
            isTaken = Waiter.Wait(ref operation, deadline.AtLeast(LockPatience), cancellationToken);
        }
        finally
        {
            // It may have been woken for a message that it leaves to others now.
            if (!isTaken) HandOnMessages(takesOne: false);
        }

        if (operation.IsAbandoned) FinishReceiving_NeedsLock();
        return isTaken;
    }

    /// <summary>Takes the receivers' lock if it is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterReceive() => OwnerWord.TryTake(&_state->ReceiveLock);

    /// <summary>Lets go of the receivers' lock, and wakes a sender, if one sleeps.</summary>
    internal void ExitReceive()
    {
        // Read before the lock is free; the tail is further ahead, if anything.
        var isFull = IsFull_NeedsLock;
        OwnerWord.TryRelease(&_state->ReceiveLock);
        if (!isFull) RingSenders();
        GC.KeepAlive(this);
    }

    /// <summary>Wakes a sender while the lock is kept.</summary>
    internal void TellSenders()
    {
        if (IsFull_NeedsLock) return;
        Interlocked.MemoryBarrier();
        RingSenders();
    }

    // Those who wait for room are woken when there is room for many.
    private bool IsFull_NeedsLock => !_rules.IsCounted && (uint)_state->TailSeen - (uint)_state->Head > _rules.UnitsToGoOn;

    /// <summary>Looks at the record at the head.</summary>
    internal bool TryPeek_NeedsLock(out Record record)
    {
        while (true)
        {
            var head = _state->Head;
            if (head == _state->TailSeen)
            {
                _state->TailSeen = Volatile.Read(ref _state->Tail);
                if (head == _state->TailSeen)
                {
                    record = default;
                    return false;
                }
            }

            var buffer = Buffer(_state->ReceiveBuffer, ref _receiving);
            var size = (uint)buffer->Units;
            var index = (uint)head & (size - 1);
            record = new Record(Units(buffer) + index);
            var flags = record.Flags;
            var units = record.Units;
            if (units > size - index || units > (uint)_state->TailSeen - (uint)head) Arena.ThrowDamaged();
            if (flags == (RecordFlags.First | RecordFlags.Last)) return true;
            if ((flags & (RecordFlags.Skip | RecordFlags.Jump)) == 0)
            {
                if (!record.IsSound) Arena.ThrowDamaged();
                return true;
            }

            PassOver_NeedsLock(flags, head, size - index);
        }
    }

    /// <summary>Takes the record that was looked at: makes what it names this process's, and moves the head over it.</summary>
    /// <returns>What tells the things that it names from what others have named; 0 if it names nothing.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Take_NeedsLock(in Record record)
    {
        var isWhole = record.IsLast;
        var next = Moved(_state->Head, record.Units, isWhole ? 1 : 0);
        if (record.Holds.Length > 0) return TakeNamed_NeedsLock(record, next);
        if (!_rules.IsCounted || !isWhole)
        {
            Volatile.Write(ref _state->Head, next);
            return 0;
        }

        // A note of who takes it comes before, and what that one has is put right after.
        var taker = PrepareNote_NeedsLock(next);
        Volatile.Write(ref _state->TakerHold, taker);
        Volatile.Write(ref _state->Head, next);
        FinishNote_NeedsLock();
        return 0;
    }

    /// <summary>Waits until there may be something to receive, or nothing will be sent any more.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    internal bool AwaitMessage(ReceiveAim aim, Deadline deadline, CancellationToken cancellationToken)
    {
        var operation = new MessageOperation(this, aim);
        var succeeded = Waiter.Wait(ref operation, deadline, cancellationToken);
        GC.KeepAlive(this);
        return succeeded;
    }

    /// <summary>Looks, without the lock, whether there may be something to receive.</summary>
    internal bool MayHaveMessage(out Parking tail)
    {
        var present = Volatile.Read(ref _state->Tail);
        tail = new Parking((nint)(&_state->Tail), (int)present, 0);
        return Volatile.Read(ref _state->Head) != present;
    }

    /// <summary>Where those sleep who wait for a message.</summary>
    internal Parking ListenForMessage(int slice) => _receivers->Listen(slice);

    /// <summary>
    /// One who waited for a message waits no longer. It does not hand on the one message that it takes, but what is no whole one yet:
    /// somebody waits for the rest.
    /// </summary>
    internal void HandOnMessages(bool takesOne) => _receivers->HandOn(takesOne ? Count != 1 : !IsEmpty);

    /// <summary>
    /// Nothing has come for a while: the memory that a buffer has once needed, but for what is little, goes back to the system.
    /// </summary>
    internal void GiveBackMemory()
    {
        if (!IsEmpty || BufferAt(Volatile.Read(ref _state->SendBuffer))->Units <= RingRules.LargestIdleUnits || !TryEnterSend()) return;
        var buffer = BufferAt(_state->SendBuffer);
        if (IsEmpty && buffer->Units > RingRules.LargestIdleUnits)
        {
            Arena.Discard(_state->SendBuffer + BufferHeader.Length, buffer->Units * Record.UnitLength);
        }

        ExitSend();
    }

    // Those who send to a pipe wait for room of different sizes: one who finds too little must not keep others from theirs.
    private void RingSenders() => _senders->Ring(_rules.IsCounted ? 1 : int.MaxValue);

    // With what it names the message is taken, whether or not this process lives to move the head; hence the note of where that is to be.
    private int TakeNamed_NeedsLock(in Record record, long next)
    {
        var receipt = Receipt.Next();
        Arena.Collect(record.Holds, receipt, _state, next, _rules.IsCounted ? PrepareNote_NeedsLock(next) : 0);
        Volatile.Write(ref _state->Head, next);
        if (_rules.IsCounted) FinishNote_NeedsLock();
        Volatile.Write(ref _state->PendingHead, 0);
        return receipt;
    }

    // Means nothing before the taker is noted too.
    private long PrepareNote_NeedsLock(long next)
    {
        _state->TakerTaken = _holder->Taken + 1;
        _state->TakeCount = RingState.Count(next);
        return (byte*)_holder - _base;
    }

    private void FinishNote_NeedsLock()
    {
        Volatile.Write(ref _holder->Taken, _state->TakerTaken);
        Volatile.Write(ref _state->TakerHold, 0);
    }

    private void PassOver_NeedsLock(RecordFlags flags, long head, uint rest)
    {
        if ((flags & RecordFlags.Skip) != 0)
        {
            if (rest > (uint)_state->TailSeen - (uint)head) Arena.ThrowDamaged();
            Volatile.Write(ref _state->Head, Moved(head, rest, 0));
            return;
        }

        Volatile.Write(ref _state->LastBuffer, _state->ReceiveBuffer);
        FinishLeaving_NeedsLock();
    }

    // Each step can be done again, by the next owner of the lock. Once the receivers have moved, the last buffer may have been cleared.
    private void FinishLeaving_NeedsLock()
    {
        if (_state->ReceiveBuffer == _state->LastBuffer) Volatile.Write(ref _state->ReceiveBuffer, BufferAt(_state->LastBuffer)->Next);
        var next = BufferAt(_state->ReceiveBuffer);
        Volatile.Write(ref _state->Head, next->Start);
        Arena.ReleaseIn(next->PreviousHold, &_state->LastBuffer);
    }

    // The last owner of the lock died. What it had noted in a change of the arena holds only if that change was finished, so that comes
    // first.
    private void FinishReceiving_NeedsLock()
    {
        Arena.SettleTake(_state);
        if (_state->LastBuffer != 0) FinishLeaving_NeedsLock();
    }
}
