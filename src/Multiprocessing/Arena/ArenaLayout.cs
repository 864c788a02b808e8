namespace Multiprocessing.Memory;

/// <summary>
/// Where things lie in the arena's file: a header, a map with one byte for each unit of the heap, the heap. Most of it is never touched,
/// and takes no memory. All places are offsets from the beginning of the file, so that they mean the same in each process.
/// </summary>
internal static class ArenaLayout
{
    /// <summary>The size of the heap, as a power of two: more than a machine has memory.</summary>
    internal const int MaxOrder = 40;

    /// <summary>
    /// Where a process may not have so many addresses (ulimit -v), or so long files (ulimit -f), a smaller heap has to do.
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

    /// <summary>The lock of the arena's own structures; behind it the count of what the log holds.</summary>
    internal const long LockAt = 64;
    internal const long ProcessesAt = 72;
    internal const long DyingAt = 80;

    /// <summary>Whether the arena was found damaged: 1 or 0. In a line that nobody else writes to, since all look at it.</summary>
    internal const long DamagedAt = 128;

    /// <summary>Random bytes that only this tree's processes know: the key of their connections.</summary>
    internal const long KeyAt = 512;
    internal const int KeyLength = 32;

    /// <summary>The first free block of each order.</summary>
    internal const long FreeAt = 1024;

    /// <summary>What the words were that a change has written over. In the line before it lies <see cref="ChangeLog.Holder"/>.</summary>
    internal const long LogAt = 4096 + 8;
    internal const int LogCapacity = 2048;

    internal const long MapAt = 1 << 16;

    /// <summary>No structure is longer.</summary>
    internal const int MaxStructure = 1 << 16;
    internal const int HeaderLength = (int)FreeAt + ((MaxOrder + 1) * sizeof(long));

    internal static long HeapAt(int order) => 1L << (order - 5);

    /// <summary>Where the heap ends.</summary>
    internal static long EndAt(int order) => HeapAt(order) + (1L << order);

    /// <summary>Longer than the heap, so that a structure may be looked at wherever in the heap it is said to be.</summary>
    internal static long FileLength(int order) => EndAt(order) + MaxStructure;
}
