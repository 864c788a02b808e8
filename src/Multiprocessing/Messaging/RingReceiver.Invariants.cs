using System.Diagnostics;
using Multiprocessing.Memory;

namespace Multiprocessing.Messaging;

/// <content>Checks what is true of the receivers' words whenever their lock is let go of.</content>
internal sealed unsafe partial class RingReceiver
{
    /// <summary>Checks the invariants; the caller has the lock.</summary>
    /// <exception cref="InvalidDataException">An invariant is broken, or another process writes to the ring without the lock.</exception>
    internal void CheckInvariants()
    {
        Debug.Assert(IsLocked);
        var state = _ring.State;
        Require(state->LastBuffer == 0 && state->PendingHead == 0 && state->TakerHold == 0, "a receiver left something half done");
        _ring.Buffer(state->ReceiveBuffer, ref _known);
        var (head, seen, tail) = (state->Head, state->TailSeen, Volatile.Read(ref state->Tail));
        Require((int)((uint)seen - (uint)head) >= 0, "the head is ahead of what was seen of the tail");
        Require((int)((uint)tail - (uint)seen) >= 0, "the tail is behind what was seen of it");
        Require(RingState.Count(seen) - RingState.Count(head) >= 0, "more messages have been taken than have been seen");
        Require(RingState.Count(tail) - RingState.Count(seen) >= 0, "fewer messages have come than have been seen");
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        if (IsLocked) CheckInvariants();
    }

    private static void Require(bool isTrue, string otherwise) => RingMemory.Require(isTrue, otherwise);
}
