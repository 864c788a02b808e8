using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>
/// In the arena: a ring of messages. <see cref="Tail"/> and <see cref="Head"/> are two numbers in one word, so that each is changed by one
/// instruction: below, a place in the buffer in units of 8 bytes; above, how many messages have been there. Both go round. Those who send
/// change only the first two cache lines, under their lock, those who receive the other two, under theirs.
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

    /// <summary>What the head was when a sender last looked.</summary>
    [FieldOffset(16)]
    internal long HeadSeen;

    /// <summary>Where the tail is to be, from the moment when what a message names belongs to the mailbox; 0 for nowhere.</summary>
    [FieldOffset(24)]
    internal long PendingTail;

    /// <summary>The larger buffer to which the senders are about to move; 0 for none.</summary>
    [FieldOffset(32)]
    internal long NextBuffer;

    /// <summary>Where the next message will be.</summary>
    [FieldOffset(64)]
    internal long Tail;

    [FieldOffset(128)]
    internal int ReceiveLock;

    /// <summary>How many messages will have been taken when the take that is under way is done.</summary>
    [FieldOffset(132)]
    internal int TakeCount;

    /// <summary>Where the contents of the receivers' buffer begin.</summary>
    [FieldOffset(136)]
    internal long ReceiveBuffer;

    /// <summary>What the tail was when a receiver last looked.</summary>
    [FieldOffset(144)]
    internal long TailSeen;

    /// <summary>The buffer that the receivers are about to leave; 0 for none.</summary>
    [FieldOffset(152)]
    internal long LastBuffer;

    /// <summary>The hold for which an item is being taken; 0 for none.</summary>
    [FieldOffset(160)]
    internal long TakerHold;

    /// <summary>What that hold will have taken then.</summary>
    [FieldOffset(168)]
    internal int TakerTaken;

    /// <summary>
    /// Where the head is to be, from the moment when what a message names belongs to the one who takes it; 0 for nowhere.
    /// </summary>
    [FieldOffset(176)]
    internal long PendingHead;

    /// <summary>Where the next message to be received is.</summary>
    [FieldOffset(192)]
    internal long Head;

    /// <summary>The number of messages in <see cref="Head"/> or <see cref="Tail"/>.</summary>
    internal static int Count(long place) => (int)(place >> 32);
}
