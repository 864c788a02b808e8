using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Messaging;

/// <content>Takes the record at the head, with the holds that it names.</content>
internal sealed unsafe partial class RingReceiver
{
    /// <summary>Looks at the record at the head, if there is one.</summary>
    internal bool TryPeek_NeedsLock(out Record record)
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        while (true)
        {
            var head = state->Head;
            if (head == state->TailSeen)
            {
                state->TailSeen = Volatile.Read(ref state->Tail);
                if (head == state->TailSeen)
                {
                    record = default;
                    return false;
                }
            }

            var buffer = _ring.Buffer(state->ReceiveBuffer, ref _known);
            var size = (uint)buffer->Units;
            var index = (uint)head & (size - 1);
            record = new Record(RingMemory.Units(buffer) + index);
            var flags = record.Flags;
            var units = record.Units;
            if (units > size - index || units > (uint)state->TailSeen - (uint)head) _ring.Arena.ThrowDamaged();
            if (flags == (RecordFlags.First | RecordFlags.Last)) return true;
            if ((flags & (RecordFlags.Skip | RecordFlags.Jump)) == 0)
            {
                if (!record.IsSound) _ring.Arena.ThrowDamaged();
                return true;
            }

            PassOver_NeedsLock(flags, head, size - index);
        }
    }

    /// <summary>Takes the record that was looked at: makes the holds that it names this process's, and moves the head over it.</summary>
    /// <returns>The number that marks the holds that the record names; 0 if it names none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Take_NeedsLock(in Record record)
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        var isWhole = record.IsLast;
        var next = RingMemory.Moved(state->Head, record.Units, isWhole ? 1 : 0);
        if (record.Holds.Length > 0) return TakeNamed_NeedsLock(record, next);
        if (!_ring.Rules.IsCounted || !isWhole)
        {
            Volatile.Write(ref state->Head, next);
            return 0;
        }

        // The taker is noted before the head moves, and its count is written right after.
        var taker = PrepareNote_NeedsLock(next);
        Volatile.Write(ref state->TakerHold, taker);
        Volatile.Write(ref state->Head, next);
        FinishNote_NeedsLock();
        return 0;
    }

    // Collecting the holds takes the message, even if this process dies before it moves the head: so the new head is noted with them.
    private int TakeNamed_NeedsLock(in Record record, long next)
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        var isCounted = _ring.Rules.IsCounted;
        var receipt = Receipt.Next();
        _ring.Arena.Collect(record.Holds, receipt, state, next, isCounted ? PrepareNote_NeedsLock(next) : 0);
        Volatile.Write(ref state->Head, next);
        if (isCounted) FinishNote_NeedsLock();
        Volatile.Write(ref state->PendingHead, 0);
        return receipt;
    }

    // What is written here has no meaning until the taker is noted too.
    private long PrepareNote_NeedsLock(long next)
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        state->TakerTaken = _ring.Holder->Taken + 1;
        state->TakeCount = RingState.Count(next);
        return (byte*)_ring.Holder - _ring.Base;
    }

    private void FinishNote_NeedsLock()
    {
        Debug.Assert(IsLocked);
        Volatile.Write(ref _ring.Holder->Taken, _ring.State->TakerTaken);
        Volatile.Write(ref _ring.State->TakerHold, 0);
    }

    private void PassOver_NeedsLock(RecordFlags flags, long head, uint rest)
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        if ((flags & RecordFlags.Skip) != 0)
        {
            if (rest > (uint)state->TailSeen - (uint)head) _ring.Arena.ThrowDamaged();
            Volatile.Write(ref state->Head, RingMemory.Moved(head, rest, 0));
            return;
        }

        Volatile.Write(ref state->LastBuffer, state->ReceiveBuffer);
        FinishLeaving_NeedsLock();
    }

    // Each step can be repeated by the next owner of the lock. After the receivers have moved, the last buffer may be cleared already.
    private void FinishLeaving_NeedsLock()
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        if (state->ReceiveBuffer == state->LastBuffer)
        {
            Volatile.Write(ref state->ReceiveBuffer, _ring.BufferAt(state->LastBuffer)->Next);
        }

        var next = _ring.BufferAt(state->ReceiveBuffer);
        Volatile.Write(ref state->Head, next->Start);
        _ring.Arena.ReleaseIn(next->PreviousHold, &state->LastBuffer);
    }
}
