using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Messaging;
using Multiprocessing.Waiting;

namespace Multiprocessing.Pools;

/// <summary>Sends messages to a worker without ever waiting: a pool sends under its lock, which also keeps the messages in order.</summary>
internal readonly struct TaskSender(RingSender ring)
{
    /// <summary>Sends a message.</summary>
    /// <returns>False if there is no room for the message now.</returns>
    internal bool TrySend(TaskHeader header, byte[]? trace, in Payload payload)
    {
        if (trace is not null) header = header with { Traits = header.Traits | TaskTraits.HasTrace };
        if (payload.Block is not null) header = header with { Traits = header.Traits | TaskTraits.InBlock };
        Span<byte> head = stackalloc byte[TaskHeader.Length + (trace?.Length ?? 0)];
        Unsafe.WriteUnaligned(ref head[0], header);
        trace?.CopyTo(head[TaskHeader.Length..]);
        if (payload.Block is null) return TrySend(new OutgoingMessage(MessageKind.Bytes, head, payload.Inline, default));
        var place = payload.PlaceOfBlock();
        return TrySend(
            new OutgoingMessage(MessageKind.Bytes, head, MemoryMarshal.AsBytes(new ReadOnlySpan<Payload.Place>(in place)), default));
    }

    private bool TrySend(in OutgoingMessage message)
    {
        if (ring.TrySendNow(message)) return true;
        ring.EnterSend(Deadline.Infinite, CancellationToken.None);
        try
        {
            // If the worker is dead, the message counts as sent; when its end is handled, the task is found among those that had not begun.
            var sent = 0L;
            return ring.IsOver || ring.TrySend_NeedsLock(message, ref sent);
        }
        finally
        {
            ring.ExitSend();
        }
    }
}
