using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>In the arena: what comes before the contents of a block.</summary>
[StructLayout(LayoutKind.Sequential, Size = Length)]
internal struct BlockHeader
{
    /// <summary>A cache line, so that the contents begin with another one.</summary>
    internal const int Length = 64;

    /// <summary>Different for each block that ever was; 0 once nobody holds it, or nobody can come to hold it any more.</summary>
    internal long Id;

    /// <summary>The length of the contents, in bytes.</summary>
    internal long ContentLength;

    internal BlockKind Kind;

    /// <summary>How many hold it.</summary>
    internal int Holds;

    /// <summary>The next one that is being emptied.</summary>
    internal long NextDying;

    /// <summary>The process that empties it.</summary>
    internal int Emptier;

    /// <summary>How many of the holds are of the first side of a block with two sides; the number for the second side follows.</summary>
    internal int FirstSideHolds;

    internal int SecondSideHolds;

    /// <summary>
    /// An <see cref="Waiting.OwnerWord"/>: the lock that goes with a value or an array, and all that a <see cref="SharedLock"/> is.
    /// </summary>
    internal int Lock;
}
