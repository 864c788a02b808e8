using System.Numerics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>
/// Messages between processes, in shared memory: those who send put records behind the tail, those who receive take them from the head,
/// each side one after the other, under a lock of its own. A record can be seen once the tail has been moved over it, by one instruction,
/// and is gone once the head has; so whoever is killed between leaves nothing half done. What takes more than one step (a larger buffer,
/// what messages name) leaves a note first, by which the next owner of the lock finishes.
/// </summary>
internal sealed unsafe partial class MessageRing
{
    // Who has little time waits at least so long for a lock, in milliseconds. Longer holds it who is in the middle of a long message, or is
    // stopped.
    private const int LockPatience = 100;

    private readonly Hold _hold;
    private readonly Mailbox* _mailbox;
    private readonly RingState* _state;
    private readonly HoldRecord* _holder;
    private readonly byte* _base;
    private readonly Doorbell* _receivers;
    private readonly Doorbell* _senders;
    private readonly RingRules _rules;
    private KnownBuffer _sending;
    private KnownBuffer _receiving;
    private volatile bool _isClosedHere;

    /// <summary>The ring of a mailbox as one object of one process sees it.</summary>
    /// <param name="hold">The hold on the mailbox.</param>
    /// <param name="number">Which ring, from 0.</param>
    /// <param name="rules">What is agreed upon for it.</param>
    internal MessageRing(Hold hold, int number, RingRules rules)
    {
        (_hold, _rules) = (hold, rules);
        _holder = hold.Record;
        _base = hold.Arena.At(0);
        _mailbox = (Mailbox*)hold.Contents;
        _state = (RingState*)(_mailbox + 1) + number;
        _receivers = number == 0 ? &_mailbox->Receivers : &_mailbox->SecondReceivers;
        _senders = number == 0 ? &_mailbox->Senders : &_mailbox->SecondSenders;
    }

    internal SpinBudget ReceiveSpin { get; } = new();

    internal SpinBudget SendSpin { get; } = new();

    internal SpinBudget LockSpin { get; } = new();

    /// <summary>How many messages are there.</summary>
    internal int Count
    {
        get
        {
            // In this order: what is taken meanwhile makes it too large, never negative.
            var head = Volatile.Read(ref _state->Head);
            var count = RingState.Count(Volatile.Read(ref _state->Tail)) - RingState.Count(head);
            GC.KeepAlive(this);
            return count;
        }
    }

    private Arena Arena => _hold.Arena;

    private nint SendLock => (nint)(&_state->SendLock);

    private nint ReceiveLock => (nint)(&_state->ReceiveLock);

    /// <summary>The contents of a mailbox with so many rings.</summary>
    internal static int LengthWith(int rings) => Mailbox.Length + (rings * RingState.Length);

    /// <summary>Makes the first buffer; nobody else knows of the mailbox yet.</summary>
    internal void MakeBuffer()
    {
        Arena.CreateBuffer(Arena.OffsetOf(_mailbox), _rules.FirstUnits, &_state->SendBuffer);
        _state->ReceiveBuffer = _state->SendBuffer;
    }

    /// <summary>Whoever waits here in this process is to wait no longer.</summary>
    internal void Close()
    {
        _isClosedHere = true;
        _mailbox->RingAll();
        GC.KeepAlive(this);
    }

    private BufferHeader* BufferAt(long offset) => (BufferHeader*)Arena.At(offset);

    /// <summary>
    /// The buffer of one side. It is looked at when it is another one than the last time, so that no damage leads beyond it.
    /// </summary>
    /// <param name="offset">Where it is.</param>
    /// <param name="known">What this side knows of the last one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private BufferHeader* Buffer(long offset, ref KnownBuffer known)
    {
        var buffer = (BufferHeader*)(_base + offset);
        return offset == known.Offset && buffer->Units == known.Units ? buffer : LookAt(offset, ref known);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private BufferHeader* LookAt(long offset, ref KnownBuffer known)
    {
        var buffer = BufferAt(offset);
        var units = buffer->Units;
        if (units <= 0 || units > _rules.MaxUnits || !BitOperations.IsPow2(units) || offset + BufferHeader.Length
            + (units * Record.UnitLength) > Arena.End)
        {
            Arena.ThrowDamaged();
        }

        known = new KnownBuffer(offset, units);
        return buffer;
    }

    private readonly record struct KnownBuffer(long Offset, long Units);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long* Units(BufferHeader* buffer) => (long*)((byte*)buffer + BufferHeader.Length);

    // Below, the place goes round by itself, without a carry into the count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Moved(long place, uint units, int messages) =>
        (long)(((ulong)(uint)(RingState.Count(place) + messages) << 32) | ((uint)place + units));
}
