using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>
/// In the arena: one process's hold on a block. These fields change under the arena's lock. Between them lie words in which the block's
/// object keeps what this process has of it, and which change under the object's lock: <see cref="QueueHold"/> and its like are views of
/// the same bytes, one for each kind of object, and nobody else's. All are zero when the hold is made.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Length)]
internal struct HoldRecord
{
    internal const int Length = 80;

    /// <summary>Where the object's words lie, of 4 bytes each.</summary>
    internal const int FirstWordAt = 32;

    internal const int SecondWordAt = 36;

    internal const int ThirdWordAt = 40;

    internal const int FourthWordAt = 48;

    /// <summary>Where the object's two longer words lie, of 8 bytes each.</summary>
    internal const int FirstLinkAt = 56;

    internal const int SecondLinkAt = 64;

    /// <summary>What is held.</summary>
    [FieldOffset(0)]
    internal long Block;

    [FieldOffset(8)]
    internal long Next;

    [FieldOffset(16)]
    internal long Previous;

    /// <summary>Who holds it: the record of a process, or the contents of a mailbox, for what lies in its messages.</summary>
    [FieldOffset(24)]
    internal long Holder;

    /// <summary>Whose it is, or will be.</summary>
    [FieldOffset(44)]
    internal HoldState State;

    /// <summary>
    /// The child that has made it for its parent, or for which its parent has made it, by the parent's count. For what was received, the
    /// number of the receipt, below 0.
    /// </summary>
    [FieldOffset(52)]
    internal int Child;

    /// <summary>Which side of the block it is of, 1 or 2; 0 where a block has none.</summary>
    [FieldOffset(72)]
    internal int Side;
}
