using System.Numerics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>
/// A ring of messages in shared memory, as both of its sides see it: its words, its buffers and its rules. <see cref="RingSender"/> puts
/// records behind the tail, <see cref="RingReceiver"/> takes them from the head; on each side one process at a time, under a lock of its
/// own. A record can be seen once the tail has been moved over it, by one instruction, and is gone once the head has; so a process that is
/// killed in between leaves nothing half done. What takes more than one step (a larger buffer, the holds that a message names) begins with
/// a note, by which the next owner of the lock completes it.
/// </summary>
internal readonly unsafe struct RingMemory
{
    /// <summary>
    /// The shortest time, in milliseconds, that a side waits for its lock, even if the caller allows less: the lock is held longer only in
    /// the middle of a long message, or by a process that was stopped.
    /// </summary>
    internal const int LockPatience = 100;

    private readonly Hold _hold;
    private readonly bool _isSecond;

    /// <summary>Opens a ring of a mailbox for one object of this process.</summary>
    /// <param name="hold">The hold on the mailbox.</param>
    /// <param name="number">The number of the ring, from 0.</param>
    /// <param name="rules">The rules of the ring.</param>
    internal RingMemory(Hold hold, int number, RingRules rules)
    {
        (_hold, _isSecond, Rules) = (hold, number != 0, rules);
        Holder = QueueHold.Of(hold.Record);
        Base = hold.Arena.At(0);
        Mailbox = (Mailbox*)hold.Contents;
        State = (RingState*)(Mailbox + 1) + number;
        Receivers = _isSecond ? &Mailbox->SecondReceivers : &Mailbox->Receivers;
        Senders = _isSecond ? &Mailbox->SecondSenders : &Mailbox->Senders;
    }

    internal Arena Arena => _hold.Arena;

    internal RingRules Rules { get; }

    internal Mailbox* Mailbox { get; }

    internal RingState* State { get; }

    /// <summary>The address of the arena's beginning.</summary>
    internal byte* Base { get; }

    /// <summary>The words that count the items taken from a queue through this hold.</summary>
    internal QueueHold* Holder { get; }

    /// <summary>Wakes those that wait for a message.</summary>
    internal Doorbell* Receivers { get; }

    /// <summary>Wakes those that wait for room.</summary>
    internal Doorbell* Senders { get; }

    /// <summary>The number of messages in the ring.</summary>
    internal int Count
    {
        get
        {
            // The head is read first: messages taken meanwhile make the number too large, never negative.
            var head = Volatile.Read(ref State->Head);
            var count = RingState.Count(Volatile.Read(ref State->Tail)) - RingState.Count(head);
            GC.KeepAlive(_hold);
            return count;
        }
    }

    internal bool IsEmpty => Volatile.Read(ref State->Head) == Volatile.Read(ref State->Tail);

    /// <summary>Whether no more items will be put into a queue.</summary>
    internal bool IsComplete => Volatile.Read(ref Mailbox->IsComplete) != 0;

    /// <summary>Whether no process can receive from this ring of a pipe any more.</summary>
    internal bool HasNoReceiver => Volatile.Read(ref _isSecond ? ref _hold.Header->SecondSideHolds : ref _hold.Header->FirstSideHolds) == 0;

    /// <summary>Whether no process can send into this ring of a pipe any more.</summary>
    internal bool HasNoSender => Volatile.Read(ref _isSecond ? ref _hold.Header->FirstSideHolds : ref _hold.Header->SecondSideHolds) == 0;

    /// <summary>Returns the length of a mailbox's contents with this many rings, in bytes.</summary>
    internal static int LengthWith(int rings) => Memory.Mailbox.Length + (rings * RingState.Length);

    /// <summary>Makes the first buffer; no other process knows of the mailbox yet.</summary>
    internal void MakeBuffer()
    {
        Arena.CreateBuffer(Arena.OffsetOf(Mailbox), Rules.FirstUnits, &State->SendBuffer);
        State->ReceiveBuffer = State->SendBuffer;
    }

    /// <summary>Finds the buffer at an offset that was read in shared memory.</summary>
    internal BufferHeader* BufferAt(long offset) => (BufferHeader*)Arena.At(offset);

    /// <summary>
    /// Finds the buffer of one side, and checks it when it differs from the last one, so that no damage leads beyond the arena.
    /// </summary>
    /// <param name="offset">The offset of the buffer in the arena.</param>
    /// <param name="known">The last buffer that this side has checked.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferHeader* Buffer(long offset, ref KnownBuffer known)
    {
        var buffer = (BufferHeader*)(Base + offset);
        return offset == known.Offset && buffer->Units == known.Units ? buffer : LookAt(offset, ref known);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long* Units(BufferHeader* buffer) => (long*)((byte*)buffer + BufferHeader.Length);

    /// <summary>Returns a place moved on by a number of units and messages.</summary>
    // The lower half wraps around by itself, without a carry into the count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Moved(long place, uint units, int messages) =>
        (long)(((ulong)(uint)(RingState.Count(place) + messages) << 32) | ((uint)place + units));

    /// <summary>Throws if an invariant of a ring is broken.</summary>
    /// <exception cref="InvalidDataException">The condition is false.</exception>
    internal static void Require(bool isTrue, string otherwise)
    {
        if (!isTrue) throw new InvalidDataException($"A ring of messages is not as it must be: {otherwise}.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BufferHeader* LookAt(long offset, ref KnownBuffer known)
    {
        var buffer = BufferAt(offset);
        var units = buffer->Units;
        if (units <= 0 || units > Rules.MaxUnits || !BitOperations.IsPow2(units) || offset + BufferHeader.Length
            + (units * Record.UnitLength) > Arena.End)
        {
            Arena.ThrowDamaged();
        }

        known = new KnownBuffer(offset, units);
        return buffer;
    }

    /// <summary>A buffer that one side has checked.</summary>
    internal readonly record struct KnownBuffer(long Offset, long Units);
}
