using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>
/// The state of a ring of messages, in the arena. <see cref="Tail"/> and <see cref="Head"/> are two numbers in one word, so that both
/// change in one instruction: below, a place in the buffer in units of 8 bytes; above, how many messages have passed. Both wrap around.
/// Senders change only the first two cache lines, under their lock; receivers the other two, under theirs.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Length)]
internal struct RingState
{
    internal const int Length = 256;

    [FieldOffset(0)]
    internal int SendLock;

    /// <summary>Where the contents of the senders' buffer begin.</summary>
    [FieldOffset(8)]
    internal long SendBuffer;

    /// <summary>The head as a sender last read it.</summary>
    [FieldOffset(16)]
    internal long HeadSeen;

    /// <summary>
    /// Where the tail will be, noted once the blocks that the message names belong to the mailbox; 0 while nothing is pending.
    /// </summary>
    [FieldOffset(24)]
    internal long PendingTail;

    /// <summary>The larger buffer to which the senders are about to move; 0 for none.</summary>
    [FieldOffset(32)]
    internal long NextBuffer;

    /// <summary>The place of the next message to be sent.</summary>
    [FieldOffset(64)]
    internal long Tail;

    [FieldOffset(128)]
    internal int ReceiveLock;

    /// <summary>How many messages will have been taken in all when the take that is under way is done.</summary>
    [FieldOffset(132)]
    internal int TakeCount;

    /// <summary>Where the contents of the receivers' buffer begin.</summary>
    [FieldOffset(136)]
    internal long ReceiveBuffer;

    /// <summary>The tail as a receiver last read it.</summary>
    [FieldOffset(144)]
    internal long TailSeen;

    /// <summary>The buffer that the receivers are about to leave; 0 for none.</summary>
    [FieldOffset(152)]
    internal long LastBuffer;

    /// <summary>The hold of the receiver that is taking an item; 0 for none.</summary>
    [FieldOffset(160)]
    internal long TakerHold;

    /// <summary>How many items that hold will have taken then.</summary>
    [FieldOffset(168)]
    internal int TakerTaken;

    /// <summary>
    /// Where the head will be, noted once the blocks that the message names belong to the receiver; 0 while nothing is pending.
    /// </summary>
    [FieldOffset(176)]
    internal long PendingHead;

    /// <summary>The place of the next message to be received.</summary>
    [FieldOffset(192)]
    internal long Head;

    /// <summary>Returns the number of messages in <see cref="Head"/> or <see cref="Tail"/>.</summary>
    internal static int Count(long place) => (int)(place >> 32);
}
