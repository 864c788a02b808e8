using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>
/// The record, in the arena, of one process's hold on a block. These fields change under the arena's lock. Between them lie words in which
/// the block's object keeps what this process has taken of it, and which change under the object's lock: <see cref="QueueHold"/> and its
/// like are views of those bytes, one for each kind of object. All are zero when the hold is made.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Length)]
internal struct HoldRecord
{
    internal const int Length = 80;

    /// <summary>The offset of the object's words of 4 bytes each.</summary>
    internal const int FirstWordAt = 32;

    internal const int SecondWordAt = 36;

    internal const int ThirdWordAt = 40;

    internal const int FourthWordAt = 48;

    /// <summary>The offset of the object's two words of 8 bytes each.</summary>
    internal const int FirstLinkAt = 56;

    internal const int SecondLinkAt = 64;

    /// <summary>The block that is held.</summary>
    [FieldOffset(0)]
    internal long Block;

    [FieldOffset(8)]
    internal long Next;

    [FieldOffset(16)]
    internal long Previous;

    /// <summary>
    /// The holder: the record of a process, or the contents of a mailbox or a dictionary for a hold on what lies in it.
    /// </summary>
    [FieldOffset(24)]
    internal long Holder;

    /// <summary>For whom the hold is.</summary>
    [FieldOffset(44)]
    internal HoldState State;

    /// <summary>
    /// The child, by its number among its parent's children, that has made the hold for its parent, or for which its parent has made it.
    /// For a received hold, the number of the receipt, below 0.
    /// </summary>
    [FieldOffset(52)]
    internal int Child;

    /// <summary>The side of the block, 1 or 2; 0 where a block has none.</summary>
    [FieldOffset(72)]
    internal int Side;
}
