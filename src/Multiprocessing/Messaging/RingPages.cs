using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <summary>Gives memory of a ring back to the system when it holds no messages any more, or only messages that will not be read.</summary>
internal static unsafe class RingPages
{
    // Less is not worth a call of the kernel.
    private const long MinDiscardedBytes = 1 << 16;

    /// <summary>Whether the ring's buffer is so large that giving it back at once is worth while.</summary>
    internal static bool IsLarge(in RingMemory ring) =>
        ring.BufferAt(Volatile.Read(ref ring.State->SendBuffer))->Units * sizeof(long) >= MinDiscardedBytes;

    /// <summary>
    /// Gives the memory of a large buffer back to the system, if the ring is empty. For receivers to which nothing has come for a while.
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
    /// Gives back the memory of all messages, when no process will read them: the ring is closed here, and no other process has it. The
    /// block itself stays until the garbage collector finds that no thread is using it. Waits a little for a thread that is in the middle
    /// of a message; if that takes longer, the memory is freed with the block.
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
        // The ring is made empty first, so that a thread of this process that still enters it finds nothing to read.
        Volatile.Write(ref state->ReceiveBuffer, state->SendBuffer);
        state->HeadSeen = state->TailSeen = state->Tail;
        Volatile.Write(ref state->Head, state->Tail);
        var seen = default(RingMemory.KnownBuffer);
        // Each buffer must be larger than the one before, which keeps a damaged list from being a circle.
        for (var offset = first; offset != 0; offset = ring.BufferAt(offset)->Next)
        {
            var before = seen.Units;
            ring.Buffer(offset, ref seen);
            if (seen.Units <= before) ring.Arena.ThrowDamaged();
            ring.Arena.Discard(offset + BufferHeader.Length, seen.Units * sizeof(long));
        }
    }
}
