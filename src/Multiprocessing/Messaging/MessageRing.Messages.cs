using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>Whole messages, in as many records as they take.</content>
internal sealed unsafe partial class MessageRing
{
    // What a message names is told in its last record, which must have room for it.
    private int MaxHolds => _rules.PartLength / 2 / sizeof(long);

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
            if (record.IsFirst)
            {
                progress.Left = record.IsLast ? 0 : record.WholeLength - record.Content.Length;
                Begin(ref sink, record);
            }
            else if (progress.IsWithin)
            {
                progress.Left -= record.Content.Length;
                if (progress.Left < 0) Arena.ThrowDamaged();
                sink.Append(record.Content);
            }
            else
            {
                Drop_NeedsLock(record);
                continue;
            }

            progress.IsWithin = !record.IsLast;
            progress.Receipt = Take_NeedsLock(record);
            if (!progress.IsWithin) return true;
            TellSenders();
        }

        return false;
    }

    /// <summary>Receives the message that is there, whatever its length: it waits for what of it is still on its way.</summary>
    /// <param name="sink">Where it goes.</param>
    /// <param name="receipt">What tells the things that it has named; 0 for none.</param>
    /// <param name="cancellationToken">Ends the wait for those who receive before, and no more once a message has begun.</param>
    /// <returns>False where there is none: somebody else was faster, or its sender is gone, or has given up.</returns>
    internal bool TryReceiveWhole<TSink>(ref TSink sink, out int receipt, CancellationToken cancellationToken)
        where TSink : IMessageSink
    {
        var progress = default(ReceiveProgress);
        receipt = 0;
        EnterReceive(Deadline.Infinite, cancellationToken);
        try
        {
            do
            {
                if (!TryReceive_NeedsLock(ref sink, ref progress)) continue;
                receipt = progress.Receipt;
                return true;
            }
            while (progress.IsWithin && HasMore());
        }
        finally
        {
            ExitReceive();
        }

        return false;
    }

    /// <summary>Waits until there is a message, which stays there, or all is over.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    internal bool Poll(Deadline deadline, CancellationToken cancellationToken)
    {
        while (AwaitMessage(ReceiveAim.Look, deadline, cancellationToken))
        {
            if (!EnterReceive(deadline, cancellationToken)) return false;
            if (IsReadyAndExit()) return true;
        }

        return false;
    }

    /// <summary>Refuses a message that names more than a record has room for.</summary>
    /// <exception cref="ProcessBoundaryException">It does.</exception>
    internal void CheckHolds(int count)
    {
        if (count > MaxHolds && !_rules.IsCounted)
        {
            throw new ProcessBoundaryException($"The message names {count} shared objects; a message through a pipe may name " +
                $"{MaxHolds}. Send them in several messages.");
        }
    }

    // False where the one who sends the message is gone, or has given up.
    private bool HasMore()
    {
        AwaitMessage(ReceiveAim.More, Deadline.Infinite, CancellationToken.None);
        return !IsEmpty;
    }

    private bool IsReadyAndExit()
    {
        try
        {
            while (TryPeek_NeedsLock(out var record))
            {
                // The sender first: if it is gone, what it has sent is seen now. A message that nobody will end is none.
                if (record.IsFirst && (record.IsLast || !IsSenderGone || Count > 0)) return true;
                Drop_NeedsLock(record);
            }
        }
        finally
        {
            ExitReceive();
        }

        return IsReceivingOver && IsEmpty;
    }

    private void Begin<TSink>(ref TSink sink, in Record record)
        where TSink : IMessageSink
    {
        try
        {
            sink.Begin(record.Kind, record.IsLast ? record.Content.Length : record.WholeLength, record.Content);
        }
        catch
        {
            // The message stays, and is somebody else's, who may sleep.
            HandOnMessages(takesOne: false);
            throw;
        }
    }

    // A part of a message whose receiver is dead or has left it.
    private void Drop_NeedsLock(in Record record)
    {
        var receipt = Take_NeedsLock(record);
        if (receipt != 0) Arena.ReleaseFromChild(receipt);
    }

    private static RecordFlags WholeFlags(in OutgoingMessage message) =>
        RecordFlags.First | RecordFlags.Last | (message.Holds.Length > 0 ? RecordFlags.Names : RecordFlags.None);

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
