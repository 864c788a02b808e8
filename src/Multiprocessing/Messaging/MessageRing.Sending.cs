using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>What those do who send.</content>
internal sealed unsafe partial class MessageRing
{
    // Always kept free, for the record that leads to a larger buffer.
    private const uint KeptUnits = 1;

    /// <summary>Whether nobody will ever receive what is sent.</summary>
    internal bool IsSendingOver =>
        _isClosedHere || (_rules.IsCounted ? Volatile.Read(ref _mailbox->IsComplete) != 0 : Volatile.Read(ref *ReceivingSide) == 0);

    private int* ReceivingSide => &_hold.Header->FirstSideHolds + (_receivers == &_mailbox->Receivers ? 0 : 1);

    private int* SendingSide => &_hold.Header->FirstSideHolds + (_receivers == &_mailbox->Receivers ? 1 : 0);

    /// <summary>Takes the senders' lock.</summary>
    /// <returns>Whether it got it before the time was up, or soon after.</returns>
    internal bool EnterSend(Deadline deadline, CancellationToken cancellationToken)
    {
        if (TryEnterSend()) return true;
        var operation = new TakeOperation(SendLock, LockSpin);
        var isTaken = Waiter.Wait(ref operation, deadline.AtLeast(LockPatience), cancellationToken);
        if (operation.IsAbandoned) FinishSending_NeedsLock();
        return isTaken;
    }

    /// <summary>Takes the senders' lock if it is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryEnterSend() => OwnerWord.TryTake(&_state->SendLock);

    /// <summary>Lets go of the senders' lock, and wakes a receiver, if one sleeps.</summary>
    internal void ExitSend()
    {
        // This is the full barrier that the bell wants.
        OwnerWord.TryRelease(&_state->SendLock);
        _receivers->Ring();
        GC.KeepAlive(this);
    }

    /// <summary>Wakes a receiver while the lock is kept.</summary>
    internal void TellReceivers()
    {
        Interlocked.MemoryBarrier();
        _receivers->Ring();
    }

    /// <summary>Whether the mailbox may have one more message.</summary>
    internal bool HasPlace_NeedsLock()
    {
        var capacity = _mailbox->Capacity;
        if (capacity == 0) return true;
        var count = RingState.Count(_state->Tail);
        if (count - RingState.Count(_state->HeadSeen) < capacity) return true;
        LookAtHead_NeedsLock(BufferAt(_state->SendBuffer));
        return count - RingState.Count(_state->HeadSeen) < capacity;
    }

    /// <summary>Finds room for a record behind the tail; nobody sees it before <see cref="Publish_NeedsLock"/>.</summary>
    /// <returns>Where the record's header is to be; null if there is no room now.</returns>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    internal long* TryReserve_NeedsLock(int length)
    {
        var units = Record.UnitsFor(length);
        while (true)
        {
            var buffer = Buffer(_state->SendBuffer, ref _sending);
            var size = (uint)buffer->Units;
            var place = (uint)_state->Tail;
            if (size - (place - (uint)_state->HeadSeen) >= Need(place, size, units))
            {
                var index = place & (size - 1);
                if (units <= size - index) return Units(buffer) + index;
                Units(buffer)[index] = Record.MakeHeader(0, RecordFlags.Skip);
                return Units(buffer);
            }

            var seen = _state->HeadSeen;
            LookAtHead_NeedsLock(buffer);
            if (_state->HeadSeen == seen && !TryGrow_NeedsLock(size, units)) return null;
        }
    }

    /// <summary>Makes a record visible, that lies where there was room for it.</summary>
    /// <param name="header">Where it lies.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="flags">What it is.</param>
    /// <param name="kind">What the message is.</param>
    /// <param name="holds">The holds on what it names.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Publish_NeedsLock(long* header, int length, RecordFlags flags, MessageKind kind, ReadOnlySpan<long> holds)
    {
        *header = Record.MakeHeader(length, flags, kind);
        var units = Record.UnitsFor(length);
        var tail = _state->Tail;
        var buffer = Buffer(_state->SendBuffer, ref _sending);
        var size = (uint)buffer->Units;
        var rest = size - ((uint)tail & (size - 1));
        if (units > rest) units += rest;
        var next = Moved(tail, units, (flags & RecordFlags.Last) != 0 ? 1 : 0);
        if (holds.Length > 0) Arena.Deliver(holds, Arena.OffsetOf(_mailbox), _state, next);
        Volatile.Write(ref _state->Tail, next);
        if (holds.Length > 0) Volatile.Write(ref _state->PendingTail, 0);
    }

    /// <summary>Waits until there may be room for a record, or nobody will receive it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    internal bool AwaitRoom(int length, Deadline deadline, CancellationToken cancellationToken)
    {
        var operation = new RoomOperation(this, length);
        var hasRoom = Waiter.Wait(ref operation, deadline, cancellationToken);
        GC.KeepAlive(this);
        return hasRoom;
    }

    /// <summary>Looks, without the lock, whether there may be room for a record.</summary>
    /// <param name="length">The length of the record.</param>
    /// <param name="forMany">Whether room for one is not enough.</param>
    /// <param name="head">What to watch for a change.</param>
    internal bool MayHaveRoom(int length, bool forMany, out Parking head)
    {
        var present = Volatile.Read(ref _state->Head);
        var tail = Volatile.Read(ref _state->Tail);
        head = new Parking((nint)(&_state->Head), (int)present, 0);
        if (IsSendingOver) return true;
        var capacity = _mailbox->Capacity;
        if (capacity != 0) return RingState.Count(tail) - RingState.Count(present) < capacity;
        // In a buffer that has its full size; a smaller one grows. While those who receive are in an earlier one, more may be on the way
        // than fits into the last one.
        var (size, used) = (_rules.MaxUnits, (uint)tail - (uint)present);
        return forMany ? used <= _rules.UnitsToGoOn : used < size && size - used >= Need((uint)tail, size, Record.UnitsFor(length));
    }

    /// <summary>Where those sleep who wait for room.</summary>
    internal Parking ListenForRoom(int slice) => _senders->Listen(slice);

    /// <summary>One who waited for room waits no longer.</summary>
    internal void HandOnRoom() => _senders->HandOn(MayHaveRoom(0, forMany: false, out _));

    private static uint Need(uint place, uint size, uint units)
    {
        var rest = size - (place & (size - 1));
        return KeptUnits + (units <= rest ? units : rest + units);
    }

    private void LookAtHead_NeedsLock(BufferHeader* buffer)
    {
        // Those who receive change buffers first and the head then; while they are in another buffer, this one is full from its start on.
        var isHere = Volatile.Read(ref _state->ReceiveBuffer) == _state->SendBuffer;
        var head = Volatile.Read(ref _state->Head);
        _state->HeadSeen = isHere ? head : (head & ~(long)uint.MaxValue) | (uint)buffer->Start;
    }

    private bool TryGrow_NeedsLock(uint size, uint units)
    {
        var next = _rules.NextUnits(size, units);
        if (next < 2 * (units + KeptUnits)) return next == 0 || !_rules.IsCounted ? false : throw TooLarge();
        Arena.CreateBuffer(Arena.OffsetOf(_mailbox), next, &_state->NextBuffer);
        FinishGrowing_NeedsLock();
        return true;
    }

    // Each step can be done again, by the next owner of the lock.
    private void FinishGrowing_NeedsLock()
    {
        var next = BufferAt(_state->NextBuffer);
        if (_state->SendBuffer != _state->NextBuffer)
        {
            var old = Buffer(_state->SendBuffer, ref _sending);
            next->PreviousHold = old->Hold;
            next->Start = Moved(_state->Tail, 1, 0);
            Volatile.Write(ref old->Next, _state->NextBuffer);
            Units(old)[(uint)_state->Tail & ((uint)old->Units - 1)] = Record.MakeHeader(0, RecordFlags.Jump);
            Volatile.Write(ref _state->SendBuffer, _state->NextBuffer);
        }

        Volatile.Write(ref _state->Tail, next->Start);
        LookAtHead_NeedsLock(next);
        Volatile.Write(ref _state->NextBuffer, 0);
    }

    // The last owner of the lock died. What it had noted in a change of the arena holds only if that change was finished.
    private void FinishSending_NeedsLock()
    {
        Arena.TakeBackUnfinished();
        if (_state->NextBuffer != 0) FinishGrowing_NeedsLock();
        if (_state->PendingTail == 0) return;
        Volatile.Write(ref _state->Tail, _state->PendingTail);
        Volatile.Write(ref _state->PendingTail, 0);
    }

    private static InsufficientMemoryException TooLarge() =>
        new("The items of a shared queue take more than 8 GiB, which is more than it can have.");
}
