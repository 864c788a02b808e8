using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Messaging;

/// <content>The way of most messages: short ones, for which there is room, or which are there. Whatever else there may be is left to the long way.</content>
internal sealed unsafe partial class MessageRing
{
    /// <summary>Sends a message that names nothing, if that can be done at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TrySendNow(MessageKind kind, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var length = (uint)head.Length + (uint)body.Length;
        if (length > (uint)_rules.PartLength || !TryEnterSend()) return false;
        // Nothing is thrown until the lock is free again.
        var header = IsSendingOver ? null : FindRoom_NeedsLock(length);
        if (header is not null)
        {
            var bytes = (byte*)(header + 1);
            head.CopyTo(new Span<byte>(bytes, head.Length));
            body.CopyTo(new Span<byte>(bytes + head.Length, body.Length));
            *header = Record.MakeHeader((int)length, RecordFlags.First | RecordFlags.Last, kind);
            Volatile.Write(ref _state->Tail, Moved(_state->Tail, Record.UnitsFor((int)length), 1));
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
            var head = _state->Head;
            if (head == _state->TailSeen && head == (_state->TailSeen = Volatile.Read(ref _state->Tail))) return false;
            var buffer = BufferAt(_state->ReceiveBuffer);
            var record = new Record(Units(buffer) + ((uint)head & ((uint)buffer->Units - 1)));
            if (record.Flags != (RecordFlags.First | RecordFlags.Last)) return false;
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
    private long* FindRoom_NeedsLock(uint length)
    {
        var (tail, seen) = (_state->Tail, _state->HeadSeen);
        var buffer = BufferAt(_state->SendBuffer);
        var size = (uint)buffer->Units;
        var index = (uint)tail & (size - 1);
        var units = Record.UnitsFor((int)length);
        if (units > size - index || size - ((uint)tail - (uint)seen) < units + KeptUnits) return null;
        var capacity = _mailbox->Capacity;
        return capacity != 0 && RingState.Count(tail) - RingState.Count(seen) >= capacity ? null : Units(buffer) + index;
    }
}
