namespace Multiprocessing.Memory;

/// <summary>
/// The map of the heap: one byte for each unit, which says how large the block is that begins there, and whether it is free.
/// </summary>
/// <param name="start">The address of the arena's beginning.</param>
/// <param name="heapOrder">The size of the heap, as a power of two.</param>
internal readonly unsafe struct HeapMap(byte* start, int heapOrder)
{
    internal const byte Free = 0x40;
    internal const byte Used = 0x80;

    private const byte OrderMask = 0x3F;

    private readonly long _heap = ArenaLayout.HeapAt(heapOrder);

    /// <summary>Returns the state of a block, which must lie in the heap.</summary>
    internal byte* State(long block) => start + ArenaLayout.MapAt + ((block - _heap) >> ArenaLayout.UnitOrder);

    /// <summary>Whether a block could begin here.</summary>
    internal bool IsPlace(long block) => (ulong)(block - _heap) < 1UL << heapOrder && (block & ((1L << ArenaLayout.UnitOrder) - 1)) == 0;

    /// <summary>Whether a block that is in use begins here.</summary>
    internal bool IsUsed(long block) => IsPlace(block) && (*State(block) & Used) != 0 && IsWhole(block);

    /// <summary>Whether a free block of this order begins here.</summary>
    internal bool IsFree(long block, int order) => IsPlace(block) && *State(block) == (Free | order);

    internal int OrderAt(long block) => *State(block) & OrderMask;

    // A block begins only at a multiple of its length.
    private bool IsWhole(long block)
    {
        var order = OrderAt(block);
        return order >= ArenaLayout.UnitOrder && order <= heapOrder && ((block - _heap) & ((1L << order) - 1)) == 0;
    }
}
