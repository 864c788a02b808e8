using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>What those do who receive.</content>
internal sealed unsafe partial class MessageRing
{
    /// <summary>Whether nothing will be sent any more; what was sent may still be there.</summary>
    internal bool IsReceivingOver => _isClosedHere || (_rules.IsCounted ? Volatile.Read(ref _mailbox->IsComplete) != 0 : Volatile.Read(ref *SendingSide) == 0);

    /// <summary>Whether one of those who send is dead or has given up in the middle of a message, if a part of one has been received.</summary>
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
    internal void EnterReceive(CancellationToken cancellationToken)
    {
        if (!TryEnterReceive() && EnterLock(ReceiveLock, cancellationToken)) FinishReceiving_NeedsLock();
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
        if (!isFull) _senders->Ring();
        GC.KeepAlive(this);
    }

    /// <summary>Wakes a sender while the lock is kept.</summary>
    internal void TellSenders()
    {
        if (IsFull_NeedsLock) return;
        Interlocked.MemoryBarrier();
        _senders->Ring();
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

            var buffer = BufferAt(_state->ReceiveBuffer);
            var size = (uint)buffer->Units;
            var index = (uint)head & (size - 1);
            record = new Record(Units(buffer) + index);
            var flags = record.Flags;
            if ((flags & (RecordFlags.Skip | RecordFlags.Jump | RecordFlags.Taken)) == 0) return true;
            PassOver_NeedsLock(record, head, size - index);
        }
    }

    /// <summary>Moves the head over the record that was looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Take_NeedsLock(in Record record)
    {
        var isWhole = record.IsLast;
        var next = Moved(_state->Head, record.Units, isWhole ? 1 : 0);
        if (!_rules.IsCounted || !isWhole)
        {
            Volatile.Write(ref _state->Head, next);
            return;
        }

        // A note of who takes it comes before, and what that one has is put right after.
        var taken = _holder->Taken + 1;
        _state->TakerTaken = taken;
        _state->TakeCount = RingState.Count(next);
        Volatile.Write(ref _state->TakerHold, (byte*)_holder - _base);
        Volatile.Write(ref _state->Head, next);
        Volatile.Write(ref _holder->Taken, taken);
        Volatile.Write(ref _state->TakerHold, 0);
    }

    /// <summary>Makes what a message names this process's. The message is taken with that, whether or not this process lives to say so.</summary>
    /// <returns>What tells it from what others have named; 0 if there is nothing.</returns>
    internal int Collect_NeedsLock(in Record record)
    {
        if (record.Holds.Length == 0) return 0;
        var receipt = Receipt.Next();
        // A copy: what the header says of it changes on the way.
        Arena.Collect(record.Holds.ToArray(), receipt, record.Header, *record.Header | Record.MakeHeader(0, RecordFlags.Taken));
        return receipt;
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

    /// <summary>One who waited for a message waits no longer.</summary>
    internal void HandOnMessages(bool takesOne) => _receivers->HandOn(takesOne ? Count > 1 : !IsEmpty);

    /// <summary>Nothing has come for a while: the memory that a buffer has once needed, but for what is little, goes back to the system.</summary>
    internal void GiveBackMemory()
    {
        if (!IsEmpty || BufferAt(Volatile.Read(ref _state->SendBuffer))->Units <= RingRules.LargestIdleUnits || !TryEnterSend()) return;
        var buffer = BufferAt(_state->SendBuffer);
        if (IsEmpty && buffer->Units > RingRules.LargestIdleUnits) Arena.Discard(_state->SendBuffer + BufferHead.Length, buffer->Units * Record.UnitLength);
        ExitSend();
    }

    private void PassOver_NeedsLock(in Record record, long head, uint rest)
    {
        switch (record.Flags & (RecordFlags.Skip | RecordFlags.Jump))
        {
            case RecordFlags.Skip:
                Volatile.Write(ref _state->Head, Moved(head, rest, 0));
                break;
            case RecordFlags.Jump:
                Volatile.Write(ref _state->LastBuffer, _state->ReceiveBuffer);
                FinishLeaving_NeedsLock();
                break;
            default:
                Volatile.Write(ref _state->Head, Moved(head, record.Units, 1));
                break;
        }
    }

    // Each step can be done again, by the next owner of the lock.
    private void FinishLeaving_NeedsLock()
    {
        var last = BufferAt(_state->LastBuffer);
        Volatile.Write(ref _state->ReceiveBuffer, last->Next);
        Volatile.Write(ref _state->Head, BufferAt(last->Next)->Start);
        Arena.ReleaseIn(last->Hold, &_state->LastBuffer);
    }

    // The last owner of the lock died.
    private void FinishReceiving_NeedsLock()
    {
        if (_state->LastBuffer != 0) FinishLeaving_NeedsLock();
        if (_state->TakerHold != 0) Arena.SettleTake(_state);
    }
}
