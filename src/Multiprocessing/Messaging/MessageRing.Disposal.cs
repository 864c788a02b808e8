using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>What becomes of the memory when the last user has disposed of it: the block itself stays until the collector knows that no
/// thread is in it.</content>
internal sealed unsafe partial class MessageRing
{
    // Less is not worth a call of the kernel.
    private const long MinDiscardedBytes = 1 << 16;

    /// <summary>Whether so much lies in the buffers, or did, that giving it back at once is worth while.</summary>
    internal bool IsLarge => BufferAt(Volatile.Read(ref _state->SendBuffer))->Units * sizeof(long) >= MinDiscardedBytes;

    /// <summary>
    /// Gives back the memory of all messages, which nobody will read: the ring is closed here, and nobody else has it. A thread that is in
    /// the middle of a message is waited for a little; if it takes longer, the memory goes with the block.
    /// </summary>
    internal void DiscardMessages()
    {
        if (!EnterSend(Deadline.After(TimeSpan.Zero), CancellationToken.None)) return;
        if (EnterReceive(Deadline.After(TimeSpan.Zero), CancellationToken.None))
        {
            var first = _state->ReceiveBuffer;
            // Empty first, so that a thread of this process that comes late finds nothing to read.
            Volatile.Write(ref _state->ReceiveBuffer, _state->SendBuffer);
            _state->HeadSeen = _state->TailSeen = _state->Tail;
            Volatile.Write(ref _state->Head, _state->Tail);
            var seen = default(KnownBuffer);
            // Each one is larger than the one before.
            for (var offset = first; offset != 0; offset = BufferAt(offset)->Next)
            {
                var before = seen.Units;
                Buffer(offset, ref seen);
                if (seen.Units <= before) Arena.ThrowDamaged();
                Arena.Discard(offset + BufferHeader.Length, seen.Units * sizeof(long));
            }

            ExitReceive();
        }

        ExitSend();
    }
}
