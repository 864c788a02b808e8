namespace Multiprocessing.Memory;

/// <summary>
/// The places of everything in the arena's file: a header, a map with one byte for each unit of the heap, the heap. Most of the file is
/// never touched and takes no memory. All places are offsets from the beginning of the file, so that they mean the same in each process.
/// </summary>
internal static class ArenaLayout
{
    /// <summary>The largest size of the heap, as a power of two: more than a machine has memory.</summary>
    internal const int MaxOrder = 40;

    /// <summary>
    /// The smallest size of the heap, as a power of two, for a process that may not have many addresses (ulimit -v) or long files (ulimit
    /// -f).
    /// </summary>
    internal const int MinOrder = 24;

    /// <summary>The smallest block, as a power of two: a cache line.</summary>
    internal const int UnitOrder = 6;

    internal const long Magic = 0x414E_4552_4143_4D50;

    internal const long MagicAt = 0;
    internal const long TreeAt = 8;
    internal const long OrderAt = 24;
    internal const long LastNumberAt = 32;
    internal const long LastIdAt = 40;
    internal const long LastOwnerAt = 48;

    /// <summary>The system's id of the first process of the tree.</summary>
    internal const long RootAt = 56;

    /// <summary>The lock of the arena's own structures; the word behind it counts the notes in their change log.</summary>
    internal const long LockAt = 64;
    internal const long ProcessesAt = 72;
    internal const long DyingAt = 80;

    /// <summary>Whether the arena was found damaged: 1 or 0. Has a cache line of its own, since every process reads it.</summary>
    internal const long DamagedAt = 128;

    /// <summary>The key of the tree's connections: random bytes that only this tree's processes know.</summary>
    internal const long KeyAt = 512;
    internal const int KeyLength = 32;

    /// <summary>The first free block of each order.</summary>
    internal const long FreeAt = 1024;

    /// <summary>The old values of the words that a change has overwritten. <see cref="ChangeLog.Holder"/> lies right before them.</summary>
    internal const long LogAt = 4096 + 8;
    internal const int LogCapacity = 2048;

    internal const long MapAt = 1 << 16;

    /// <summary>The largest length of a structure that is accessed in place.</summary>
    internal const int MaxStructure = 1 << 16;
    internal const int HeaderLength = (int)FreeAt + ((MaxOrder + 1) * sizeof(long));

    internal static long HeapAt(int order) => 1L << (order - 5);

    /// <summary>Returns where the heap ends.</summary>
    internal static long EndAt(int order) => HeapAt(order) + (1L << order);

    /// <summary>
    /// Returns the length of the file: longer than the heap, so that a structure may be read at any place in the heap, even at its very
    /// end.
    /// </summary>
    internal static long FileLength(int order) => EndAt(order) + MaxStructure;
}
