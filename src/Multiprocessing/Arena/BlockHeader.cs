using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>The header of a block, in the arena right before its contents.</summary>
[StructLayout(LayoutKind.Sequential, Size = Length)]
internal struct BlockHeader
{
    /// <summary>The length of the header: a cache line, so that the contents begin in another one.</summary>
    internal const int Length = 64;

    /// <summary>The block's identity, never used twice; 0 when nothing holds the block, or nothing can come to hold it any more.</summary>
    internal long Id;

    /// <summary>The length of the contents, in bytes.</summary>
    internal long ContentLength;

    internal BlockKind Kind;

    /// <summary>The number of holds on the block.</summary>
    internal int Holds;

    /// <summary>The next block in the list of blocks that are being emptied.</summary>
    internal long NextDying;

    /// <summary>The number of the process that empties the block.</summary>
    internal int Emptier;

    /// <summary>How many of the holds are on the first side of a block with two sides; the number for the second side follows.</summary>
    internal int FirstSideHolds;

    internal int SecondSideHolds;

    /// <summary>
    /// The lock that goes with a value or an array, and that is all of a <see cref="SharedLock"/>; an <see cref="Waiting.OwnerWord"/>.
    /// </summary>
    internal int Lock;
}
