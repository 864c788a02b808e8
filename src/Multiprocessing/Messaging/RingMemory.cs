using System.Numerics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>
/// A ring of messages in shared memory, as both of its sides see it: where its words and buffers lie, and what is agreed upon for it.
/// <see cref="RingSender"/> puts records behind the tail, <see cref="RingReceiver"/> takes them from the head, each side one process after
/// the other, under a lock of its own. A record can be seen once the tail has been moved over it, by one instruction, and is gone once the
/// head has; so whoever is killed between leaves nothing half done. What takes more than one step (a larger buffer, what messages name)
/// leaves a note first, by which the next owner of the lock finishes.
/// </summary>
internal readonly unsafe struct RingMemory
{
    /// <summary>
    /// How long a side waits for its lock at least, in milliseconds, though the caller has less time: another one holds it longer only in
    /// the middle of a long message, or when it is stopped.
    /// </summary>
    internal const int LockPatience = 100;

    private readonly Hold _hold;
    private readonly bool _isSecond;

    /// <summary>The ring of a mailbox as one object of one process sees it.</summary>
    /// <param name="hold">The hold on the mailbox.</param>
    /// <param name="number">Which ring, from 0.</param>
    /// <param name="rules">What is agreed upon for it.</param>
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

    /// <summary>Where the arena begins.</summary>
    internal byte* Base { get; }

    /// <summary>Where it is counted what is taken out of a queue by way of this hold.</summary>
    internal QueueHold* Holder { get; }

    /// <summary>Wakes those who wait for a message.</summary>
    internal Doorbell* Receivers { get; }

    /// <summary>Wakes those who wait for room.</summary>
    internal Doorbell* Senders { get; }

    /// <summary>How many messages are there.</summary>
    internal int Count
    {
        get
        {
            // In this order: what is taken meanwhile makes it too large, never negative.
            var head = Volatile.Read(ref State->Head);
            var count = RingState.Count(Volatile.Read(ref State->Tail)) - RingState.Count(head);
            GC.KeepAlive(_hold);
            return count;
        }
    }

    internal bool IsEmpty => Volatile.Read(ref State->Head) == Volatile.Read(ref State->Tail);

    /// <summary>Whether nothing more is to be put into a queue.</summary>
    internal bool IsComplete => Volatile.Read(ref Mailbox->IsComplete) != 0;

    /// <summary>Whether a pipe has nobody any more who could receive from this ring.</summary>
    internal bool HasNoReceiver => Volatile.Read(ref _isSecond ? ref _hold.Header->SecondSideHolds : ref _hold.Header->FirstSideHolds) == 0;

    /// <summary>Whether a pipe has nobody any more who could send into this ring.</summary>
    internal bool HasNoSender => Volatile.Read(ref _isSecond ? ref _hold.Header->FirstSideHolds : ref _hold.Header->SecondSideHolds) == 0;

    /// <summary>The contents of a mailbox with so many rings.</summary>
    internal static int LengthWith(int rings) => Memory.Mailbox.Length + (rings * RingState.Length);

    /// <summary>Makes the first buffer; nobody else knows of the mailbox yet.</summary>
    internal void MakeBuffer()
    {
        Arena.CreateBuffer(Arena.OffsetOf(Mailbox), Rules.FirstUnits, &State->SendBuffer);
        State->ReceiveBuffer = State->SendBuffer;
    }

    /// <summary>Finds a buffer at a place that was read in shared memory.</summary>
    internal BufferHeader* BufferAt(long offset) => (BufferHeader*)Arena.At(offset);

    /// <summary>
    /// The buffer of one side. It is looked at when it is another one than the last time, so that no damage leads beyond it.
    /// </summary>
    /// <param name="offset">Where it is.</param>
    /// <param name="known">What this side knows of the last one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal BufferHeader* Buffer(long offset, ref KnownBuffer known)
    {
        var buffer = (BufferHeader*)(Base + offset);
        return offset == known.Offset && buffer->Units == known.Units ? buffer : LookAt(offset, ref known);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long* Units(BufferHeader* buffer) => (long*)((byte*)buffer + BufferHeader.Length);

    /// <summary>A place so many units and messages further on.</summary>
    // Below, the place goes round by itself, without a carry into the count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Moved(long place, uint units, int messages) =>
        (long)(((ulong)(uint)(RingState.Count(place) + messages) << 32) | ((uint)place + units));

    /// <summary>Says what is wrong with a ring in which something is.</summary>
    /// <exception cref="InvalidDataException">It is not true.</exception>
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

    /// <summary>What one side knows of the buffer that it has looked at.</summary>
    internal readonly record struct KnownBuffer(long Offset, long Units);
}
