using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>Waits for room, and asynchronously for the lock.</content>
internal sealed partial class RingSender
{
    /// <summary>Waits until there may be room for a record, or no process will receive it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    internal bool AwaitRoom(int length, Deadline deadline, CancellationToken cancellationToken)
    {
        var operation = new RoomOperation(this, length);
        var hasRoom = Waiter.Wait(ref operation, deadline, cancellationToken);
        GC.KeepAlive(this);
        return hasRoom;
    }

    /// <summary>As <see cref="AwaitRoom"/>, holding no thread while it waits.</summary>
    internal async ValueTask<bool> AwaitRoomAsync(int length, Deadline deadline, CancellationToken cancellationToken)
    {
        var (_, hasRoom) = await Waiter.WaitAsync(new RoomOperation(this, length), deadline, cancellationToken).ConfigureAwait(false);
        return hasRoom;
    }

    /// <summary>Whether there may be room for a record; finds out without the lock.</summary>
    /// <param name="length">The length of the record.</param>
    /// <param name="forMany">Whether to wait for room for many records, not only for one.</param>
    /// <param name="head">The word to watch for a change.</param>
    internal unsafe bool MayHaveRoom(int length, bool forMany, out Parking head)
    {
        var state = _ring.State;
        var present = Volatile.Read(ref state->Head);
        var tail = Volatile.Read(ref state->Tail);
        head = new Parking((nint)(&state->Head), (int)present, 0);
        if (IsOver) return true;
        var capacity = _ring.Mailbox->Capacity;
        if (capacity != 0) return RingState.Count(tail) - RingState.Count(present) < capacity;
        // Computed for a buffer of full size, since a smaller one grows. While receivers are still in an earlier buffer, more may be on the
        // way than fits into the last one.
        var (size, used) = (_ring.Rules.MaxUnits, (uint)tail - (uint)present);
        return forMany ? used <= _ring.Rules.UnitsToGoOn : used < size && size - used >= Need((uint)tail, size, Record.UnitsFor(length));
    }

    /// <summary>Returns the word on which senders sleep until there is room.</summary>
    internal unsafe Parking ListenForRoom(int slice) => _ring.Senders->Listen(slice);

    /// <summary>Notes that a waiter for room waits no longer, and wakes the next one if there is room.</summary>
    internal unsafe void HandOnRoom() => _ring.Senders->HandOn(MayHaveRoom(0, forMany: false, out _));

    private async ValueTask<bool> EnterSendLaterAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        var (operation, isTaken) = await Waiter.WaitAsync(new TakeOperation(Lock, _lockSpin), deadline.AtLeast(RingMemory.LockPatience),
            cancellationToken).ConfigureAwait(false);
        if (operation.IsAbandoned) FinishSending_NeedsLock();
        return isTaken;
    }
}
