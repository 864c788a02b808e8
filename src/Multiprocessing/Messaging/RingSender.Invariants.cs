using System.Diagnostics;
using Multiprocessing.Memory;

namespace Multiprocessing.Messaging;

/// <content>Checks what is true of the senders' words whenever their lock is let go of.</content>
internal sealed unsafe partial class RingSender
{
    /// <summary>Checks the invariants; the caller has the lock.</summary>
    /// <exception cref="InvalidDataException">An invariant is broken, or another process writes to the ring without the lock.</exception>
    internal void CheckInvariants()
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        Require(state->NextBuffer == 0 && state->PendingTail == 0, "a sender left something half done");
        var units = _ring.Buffer(state->SendBuffer, ref _known)->Units;
        var (tail, seen, head) = (state->Tail, state->HeadSeen, Volatile.Read(ref state->Head));
        Require((uint)tail - (uint)seen <= units, "more lies between head and tail than the buffer has room for");
        Require((int)((uint)tail - (uint)head) >= 0, "the head is ahead of the tail");
        Require(RingState.Count(tail) - RingState.Count(seen) >= RingState.Count(tail) - RingState.Count(head),
            "more messages have been seen to be gone than are gone");
        Require(RingState.Count(tail) - RingState.Count(head) >= 0, "fewer messages have come than have gone");
        var capacity = _ring.Mailbox->Capacity;
        Require(capacity == 0 || RingState.Count(tail) - RingState.Count(seen) <= capacity, "there are more messages than may be");
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        if (IsLocked) CheckInvariants();
    }

    private static void Require(bool isTrue, string otherwise) => RingMemory.Require(isTrue, otherwise);
}
