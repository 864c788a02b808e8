using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Messaging;

/// <content>Finds room for records, also by making a larger buffer.</content>
internal sealed unsafe partial class RingSender
{
    // Always kept free, for the record that leads to a larger buffer.
    private const uint KeptUnits = 1;

    /// <summary>Whether the mailbox may have one more message.</summary>
    internal bool HasPlace_NeedsLock()
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        var capacity = _ring.Mailbox->Capacity;
        if (capacity == 0) return true;
        var count = RingState.Count(state->Tail);
        if (count - RingState.Count(state->HeadSeen) < capacity) return true;
        LookAtHead_NeedsLock(_ring.BufferAt(state->SendBuffer));
        return count - RingState.Count(state->HeadSeen) < capacity;
    }

    // Finds room without reading what the receivers change.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long* FindRoom_NeedsLock(int length)
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        var (tail, seen) = (state->Tail, state->HeadSeen);
        var buffer = _ring.Buffer(state->SendBuffer, ref _known);
        var size = (uint)buffer->Units;
        var index = (uint)tail & (size - 1);
        var units = Record.UnitsFor(length);
        if (units > size - index || size - ((uint)tail - (uint)seen) < units + KeptUnits) return null;
        var capacity = _ring.Mailbox->Capacity;
        var isFull = capacity != 0 && RingState.Count(tail) - RingState.Count(seen) >= capacity;
        return isFull ? null : RingMemory.Units(buffer) + index;
    }

    // Finds room for a record behind the tail, where no receiver sees it before it is published. Returns the place of the record's header,
    // or null if there is no room now.
    private long* TryReserve_NeedsLock(int length)
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        var units = Record.UnitsFor(length);
        while (true)
        {
            var buffer = _ring.Buffer(state->SendBuffer, ref _known);
            var size = (uint)buffer->Units;
            var place = (uint)state->Tail;
            if (size - (place - (uint)state->HeadSeen) >= Need(place, size, units))
            {
                var index = place & (size - 1);
                if (units <= size - index) return RingMemory.Units(buffer) + index;
                RingMemory.Units(buffer)[index] = Record.MakeHeader(0, RecordFlags.Skip);
                return RingMemory.Units(buffer);
            }

            var seen = state->HeadSeen;
            LookAtHead_NeedsLock(buffer);
            if (state->HeadSeen == seen && !TryGrow_NeedsLock(size, units)) return null;
        }
    }

    // Makes a record visible that was written where TryReserve_NeedsLock has found room.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Publish_NeedsLock(long* header, int length, RecordFlags flags, MessageKind kind, ReadOnlySpan<long> holds)
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        *header = Record.MakeHeader(length, flags, kind);
        var units = Record.UnitsFor(length);
        var tail = state->Tail;
        var buffer = _ring.Buffer(state->SendBuffer, ref _known);
        var size = (uint)buffer->Units;
        var rest = size - ((uint)tail & (size - 1));
        if (units > rest) units += rest;
        var next = RingMemory.Moved(tail, units, (flags & RecordFlags.Last) != 0 ? 1 : 0);
        if (holds.Length > 0) _ring.Arena.Deliver(holds, _ring.Arena.OffsetOf(_ring.Mailbox), state, next);
        Volatile.Write(ref state->Tail, next);
        if (holds.Length > 0) Volatile.Write(ref state->PendingTail, 0);
    }

    private static uint Need(uint place, uint size, uint units)
    {
        var rest = size - (place & (size - 1));
        return KeptUnits + (units <= rest ? units : rest + units);
    }

    private void LookAtHead_NeedsLock(BufferHeader* buffer)
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        // Receivers change the buffer first and the head then; while they are in another buffer, this one is in use from its start on.
        var isHere = Volatile.Read(ref state->ReceiveBuffer) == state->SendBuffer;
        var head = Volatile.Read(ref state->Head);
        state->HeadSeen = isHere ? head : (head & ~(long)uint.MaxValue) | (uint)buffer->Start;
    }

    private bool TryGrow_NeedsLock(uint size, uint units)
    {
        Debug.Assert(IsLocked);
        var next = _ring.Rules.NextUnits(size, units);
        if (next < 2 * (units + KeptUnits)) return next == 0 || !_ring.Rules.IsCounted ? false : throw TooLarge();
        _ring.Arena.CreateBuffer(_ring.Arena.OffsetOf(_ring.Mailbox), next, &_ring.State->NextBuffer);
        FinishGrowing_NeedsLock();
        return true;
    }

    // Each step can be repeated by the next owner of the lock.
    private void FinishGrowing_NeedsLock()
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        var next = _ring.BufferAt(state->NextBuffer);
        if (state->SendBuffer != state->NextBuffer)
        {
            var old = _ring.Buffer(state->SendBuffer, ref _known);
            next->PreviousHold = old->Hold;
            next->Start = RingMemory.Moved(state->Tail, 1, 0);
            Volatile.Write(ref old->Next, state->NextBuffer);
            RingMemory.Units(old)[(uint)state->Tail & ((uint)old->Units - 1)] = Record.MakeHeader(0, RecordFlags.Jump);
            Volatile.Write(ref state->SendBuffer, state->NextBuffer);
        }

        Volatile.Write(ref state->Tail, next->Start);
        LookAtHead_NeedsLock(next);
        Volatile.Write(ref state->NextBuffer, 0);
    }

    private static InsufficientMemoryException TooLarge() =>
        new("The items of a shared queue take more than 8 GiB, which is more than it can have.");
}
