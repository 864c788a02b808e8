using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>Gives memory of a ring back to the system that holds no message any more, or none that anybody will read.</summary>
internal static unsafe class RingPages
{
    // Less is not worth a call of the kernel.
    private const long MinDiscardedBytes = 1 << 16;

    /// <summary>Whether so much lies in the buffers, or did, that giving it back at once is worth while.</summary>
    internal static bool IsLarge(in RingMemory ring) =>
        ring.BufferAt(Volatile.Read(ref ring.State->SendBuffer))->Units * sizeof(long) >= MinDiscardedBytes;

    /// <summary>
    /// Nothing has come for a while: the memory that a buffer has once needed, but for what is little, goes back to the system.
    /// </summary>
    internal static void GiveBackIdle(in RingMemory ring)
    {
        var state = ring.State;
        if (!ring.IsEmpty || !IsOverIdleSize(ring) || !OwnerWord.TryTake(&state->SendLock)) return;
        if (ring.IsEmpty && IsOverIdleSize(ring))
        {
            ring.Arena.Discard(state->SendBuffer + BufferHeader.Length, ring.BufferAt(state->SendBuffer)->Units * Record.UnitLength);
        }

        OwnerWord.TryRelease(&state->SendLock);
        ring.Receivers->Ring();
    }

    /// <summary>
    /// Gives back the memory of all messages, which nobody will read: the ring is closed here, and nobody else has it. The block itself
    /// stays until the collector knows that no thread is in it. A thread that is in the middle of a message is waited for a little; if it
    /// takes longer, the memory goes with the block.
    /// </summary>
    internal static void DiscardMessages(in RingMemory ring)
    {
        var (sender, receiver) = (new RingSender(ring), new RingReceiver(ring));
        if (!sender.EnterSend(Deadline.After(TimeSpan.Zero), CancellationToken.None)) return;
        if (receiver.EnterReceive(Deadline.After(TimeSpan.Zero), CancellationToken.None))
        {
            DiscardBuffers(ring);
            receiver.ExitReceive();
        }

        sender.ExitSend();
    }

    private static bool IsOverIdleSize(in RingMemory ring) =>
        ring.BufferAt(Volatile.Read(ref ring.State->SendBuffer))->Units > RingRules.LargestIdleUnits;

    private static void DiscardBuffers(in RingMemory ring)
    {
        var state = ring.State;
        var first = state->ReceiveBuffer;
        // Empty first, so that a thread of this process that comes late finds nothing to read.
        Volatile.Write(ref state->ReceiveBuffer, state->SendBuffer);
        state->HeadSeen = state->TailSeen = state->Tail;
        Volatile.Write(ref state->Head, state->Tail);
        var seen = default(RingMemory.KnownBuffer);
        // Each one is larger than the one before.
        for (var offset = first; offset != 0; offset = ring.BufferAt(offset)->Next)
        {
            var before = seen.Units;
            ring.Buffer(offset, ref seen);
            if (seen.Units <= before) ring.Arena.ThrowDamaged();
            ring.Arena.Discard(offset + BufferHeader.Length, seen.Units * sizeof(long));
        }
    }
}
