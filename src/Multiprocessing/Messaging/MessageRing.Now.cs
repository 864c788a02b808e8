using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Messaging;

/// <content>The way of most messages: short ones, for which there is room, or which are there. Whatever else there may be is left to the
/// long way.</content>
internal sealed unsafe partial class MessageRing
{
    /// <summary>Sends a message that names nothing, if that can be done at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TrySendNow(in OutgoingMessage message)
    {
        if (message.Length > _rules.PartLength || message.Holds.Length > 0 || !TryEnterSend()) return false;
        var length = (int)message.Length;
        // Nothing is thrown until the lock is free again.
        var header = IsSendingOver ? null : FindRoom_NeedsLock(length);
        if (header is not null)
        {
            message.CopyTo(new Span<byte>(header + 1, length), 0);
            *header = Record.MakeHeader(length, RecordFlags.First | RecordFlags.Last, message.Kind);
            Volatile.Write(ref _state->Tail, Moved(_state->Tail, Record.UnitsFor(length), 1));
        }

        ExitSend();
        return header is not null;
    }

    /// <summary>Receives a short message, if one is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReceiveNow<TSink>(ref TSink sink)
        where TSink : struct, IMessageSink
    {
        if ((!KnowsMore && IsEmpty) || !TryEnterReceive()) return false;
        try
        {
            if (!TryPeek_NeedsLock(out var record) || record.Flags != (RecordFlags.First | RecordFlags.Last)) return false;
            Begin(ref sink, record);
            Take_NeedsLock(record);
            return true;
        }
        finally
        {
            ExitReceive();
        }
    }

    // Without looking at what the receivers change.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long* FindRoom_NeedsLock(int length)
    {
        var (tail, seen) = (_state->Tail, _state->HeadSeen);
        var buffer = Buffer(_state->SendBuffer, ref _sending);
        var size = (uint)buffer->Units;
        var index = (uint)tail & (size - 1);
        var units = Record.UnitsFor(length);
        if (units > size - index || size - ((uint)tail - (uint)seen) < units + KeptUnits) return null;
        var capacity = _mailbox->Capacity;
        return capacity != 0 && RingState.Count(tail) - RingState.Count(seen) >= capacity ? null : Units(buffer) + index;
    }
}
