using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Messaging;

/// <content>Sends whole messages, in one or several records.</content>
internal sealed unsafe partial class RingSender
{
    // The holds that a message names are listed in its last record, which must have room for them.
    private int MaxHolds => _ring.Rules.PartLength / 2 / sizeof(long);

    /// <summary>Refuses a message with more holds than a record has room for.</summary>
    /// <exception cref="ProcessBoundaryException">The message names too many.</exception>
    internal void CheckHolds(int count)
    {
        if (count > MaxHolds && !_ring.Rules.IsCounted)
        {
            throw new ProcessBoundaryException($"The message names {count} shared objects; a message through a pipe may name " +
                $"{MaxHolds}. Send them in several messages.");
        }
    }

    /// <summary>Returns the length of the record for which a sender of this message waits.</summary>
    internal int RecordLength(in OutgoingMessage message) =>
        (int)Math.Min(message.Length + Record.Prefix(WholeFlags(message), message.Holds.Length), _ring.Rules.PartLength);

    /// <summary>
    /// Sends a message without holds, if that can be done at once, as for most messages: short ones, for which there is room. Anything else
    /// is left to the general methods.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TrySendNow(in OutgoingMessage message)
    {
        if (message.Length > _ring.Rules.PartLength || message.Holds.Length > 0 || !TryEnterSend()) return false;
        var length = (int)message.Length;
        // Throws nothing while the lock is held.
        var header = IsOver ? null : FindRoom_NeedsLock(length);
        if (header is not null)
        {
            message.CopyTo(new Span<byte>(header + 1, length), 0);
            *header = Record.MakeHeader(length, RecordFlags.First | RecordFlags.Last, message.Kind);
            var state = _ring.State;
            Volatile.Write(ref state->Tail, RingMemory.Moved(state->Tail, Record.UnitsFor(length), 1));
        }

        ExitSend();
        return header is not null;
    }

    /// <summary>Sends as much of a message as there is room for.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sent">How many bytes of it are sent.</param>
    /// <returns>Whether all of it is sent.</returns>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    internal bool TrySend_NeedsLock(in OutgoingMessage message, ref long sent)
    {
        Debug.Assert(IsLocked);
        var partLength = _ring.Rules.PartLength;
        var flags = WholeFlags(message);
        var length = message.Length + Record.Prefix(flags, message.Holds.Length);
        if (length <= partLength || _ring.Rules.IsCounted) return TryPut_NeedsLock(message, 0, checked((int)length), flags);
        while (true)
        {
            flags = sent == 0 ? RecordFlags.First : RecordFlags.None;
            var rest = message.Length - sent;
            var ending = flags | RecordFlags.Last | (WholeFlags(message) & RecordFlags.Names);
            if (sent != 0 && rest + Record.Prefix(ending, message.Holds.Length) <= partLength)
            {
                return TryPut_NeedsLock(message, sent, (int)rest + Record.Prefix(ending, message.Holds.Length), ending);
            }

            // The last record, which has the holds, must also have some of the message.
            var prefix = Record.Prefix(flags, 0);
            var piece = (int)Math.Min(rest, partLength - prefix);
            if (piece == rest) piece /= 2;
            if (!TryPut_NeedsLock(message, sent, prefix + piece, flags)) return false;
            sent += piece;
            TellReceivers();
        }
    }

    // Wakes a receiver while this side keeps its own lock.
    private void TellReceivers()
    {
        Interlocked.MemoryBarrier();
        _ring.Receivers->Ring();
    }

    private static RecordFlags WholeFlags(in OutgoingMessage message) =>
        RecordFlags.First | RecordFlags.Last | (message.Holds.Length > 0 ? RecordFlags.Names : RecordFlags.None);

    private bool TryPut_NeedsLock(in OutgoingMessage message, long from, int length, RecordFlags flags)
    {
        Debug.Assert(IsLocked);
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
