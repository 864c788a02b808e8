using System.Diagnostics;
using System.Runtime.CompilerServices;
using Multiprocessing.Waiting;

namespace Multiprocessing.Messaging;

/// <content>Receives whole messages, of one or several records.</content>
internal sealed unsafe partial class RingReceiver
{
    /// <summary>
    /// Receives a message of one record, if one is there and the lock is free. Anything else is left to the general methods.
    /// </summary>
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

    /// <summary>Receives as much of a message as is there.</summary>
    /// <returns>Whether a message has been received to its end.</returns>
    internal bool TryReceive_NeedsLock<TSink>(ref TSink sink, ref ReceiveProgress progress)
        where TSink : IMessageSink
    {
        Debug.Assert(IsLocked);
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
                if (progress.Left < 0) _ring.Arena.ThrowDamaged();
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

    /// <summary>Receives the message that is there, whatever its length, and waits for the parts that are still on their way.</summary>
    /// <param name="sink">The destination of the message.</param>
    /// <param name="receipt">The number that marks the holds that the message has named; 0 for none.</param>
    /// <param name="cancellationToken">Ends the wait for receivers that came before; without effect once the message has begun.</param>
    /// <returns>False where there is no message: another receiver was faster, or the sender is gone or has given up.</returns>
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

    // False where the sender of the message is gone, or has given up.
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
                // IsSenderGone is read before Count: if the sender is gone, all that it has sent is seen now. A message that will never end
                // is dropped.
                if (record.IsFirst && (record.IsLast || !IsSenderGone || Count > 0)) return true;
                Drop_NeedsLock(record);
            }
        }
        finally
        {
            ExitReceive();
        }

        return IsOver && IsEmpty;
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
            // The message stays for another receiver, which may be asleep.
            HandOnMessages(takesOne: false);
            throw;
        }
    }

    // Drops a part of a message whose receiver has died or given up.
    private void Drop_NeedsLock(in Record record)
    {
        Debug.Assert(IsLocked);
        var receipt = Take_NeedsLock(record);
        if (receipt != 0) _ring.Arena.ReleaseFromChild(receipt);
    }

    // Wakes a sender while this side keeps its own lock.
    private void TellSenders()
    {
        if (IsFull_NeedsLock) return;
        Interlocked.MemoryBarrier();
        RingSenders();
    }
}
