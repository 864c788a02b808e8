using Multiprocessing.Memory;

namespace Multiprocessing.Messaging;

/// <content>Whole messages, in as many records as they take.</content>
internal sealed unsafe partial class MessageRing
{
    // What a message names is told in its last record, which must have room for it.
    private int MostHolds => _rules.PartLength / 2 / sizeof(long);

    /// <summary>The length of a record for which one waits who has so much to send.</summary>
    internal int RecordLength(in OutgoingMessage message) =>
        (int)Math.Min(message.Length + Record.Prefix(WholeFlags(message), message.Holds.Length), _rules.PartLength);

    /// <summary>Sends as much of a message as there is room for.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sent">How many bytes of it are sent.</param>
    /// <returns>Whether all of it is sent.</returns>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    internal bool TrySend_NeedsLock(in OutgoingMessage message, ref long sent)
    {
        var flags = WholeFlags(message);
        var length = message.Length + Record.Prefix(flags, message.Holds.Length);
        if (length <= _rules.PartLength || _rules.IsCounted) return TryPut_NeedsLock(message, 0, checked((int)length), flags);
        while (true)
        {
            flags = sent == 0 ? RecordFlags.First : RecordFlags.None;
            var rest = message.Length - sent;
            var ending = flags | RecordFlags.Last | (WholeFlags(message) & RecordFlags.Names);
            if (sent != 0 && rest + Record.Prefix(ending, message.Holds.Length) <= _rules.PartLength)
            {
                return TryPut_NeedsLock(message, sent, (int)rest + Record.Prefix(ending, message.Holds.Length), ending);
            }

            // A last record that has room for its names only has at least some of the message.
            var prefix = Record.Prefix(flags, 0);
            var piece = (int)Math.Min(rest, _rules.PartLength - prefix);
            if (piece == rest) piece /= 2;
            if (!TryPut_NeedsLock(message, sent, prefix + piece, flags)) return false;
            sent += piece;
            TellReceivers();
        }
    }

    /// <summary>Receives as much of a message as is there.</summary>
    /// <returns>Whether one has been received to its end.</returns>
    internal bool TryReceive_NeedsLock<TSink>(ref TSink sink, ref ReceiveProgress progress)
        where TSink : IMessageSink
    {
        while (TryPeek_NeedsLock(out var record))
        {
            if (record.IsFirst) sink.Begin(record.Kind, record.IsLast ? record.Content.Length : record.WholeLength, record.Content);
            else if (progress.IsWithin) sink.Append(record.Content);
            // The rest of a message whose receiver is dead.
            else
            {
                Take_NeedsLock(record);
                continue;
            }

            progress.Receipt = Collect_NeedsLock(record);
            progress.IsWithin = !record.IsLast;
            Take_NeedsLock(record);
            if (!progress.IsWithin) return true;
            TellSenders();
        }

        return false;
    }

    /// <summary>Whether a message begins at the head.</summary>
    internal bool HasMessage_NeedsLock()
    {
        while (TryPeek_NeedsLock(out var record))
        {
            if (record.IsFirst) return true;
            Take_NeedsLock(record);
        }

        return false;
    }

    /// <summary>Refuses a message that names more than a record has room for.</summary>
    /// <exception cref="ProcessBoundaryException">It does.</exception>
    internal void CheckHolds(int count)
    {
        if (count > MostHolds && !_rules.IsCounted) throw new ProcessBoundaryException($"The message names {count} shared objects; a message through a pipe may name {MostHolds}. Send them in several messages.");
    }

    private static RecordFlags WholeFlags(in OutgoingMessage message) => RecordFlags.First | RecordFlags.Last | (message.Holds.Length > 0 ? RecordFlags.Names : RecordFlags.None);

    private bool TryPut_NeedsLock(in OutgoingMessage message, long from, int length, RecordFlags flags)
    {
        var header = TryReserve_NeedsLock(length);
        if (header is null) return false;
        var names = (flags & RecordFlags.Names) != 0;
        var holds = names ? message.Holds : [];
        var prefix = Record.Prefix(flags, holds.Length);
        if (names)
        {
            header[1] = holds.Length;
            holds.CopyTo(new Span<long>(header + 2, holds.Length));
        }
        else if (prefix != 0) header[1] = message.Length;

        message.CopyTo(new Span<byte>((byte*)(header + 1) + prefix, length - prefix), from);
        Publish_NeedsLock(header, length, flags, message.Kind, holds);
        return true;
    }
}
