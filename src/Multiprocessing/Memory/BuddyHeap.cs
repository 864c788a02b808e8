using System.Numerics;

namespace Multiprocessing.Memory;

/// <summary>
/// The heap as a buddy system: blocks of powers of two, halved for smaller ones and joined again. Their unused rest costs addresses, not memory, since pages
/// that nobody writes do not exist. Free memory is all zero but for the two links at the beginning of each free block.
/// </summary>
internal readonly unsafe ref struct BuddyHeap
{
    private const byte Free = 0x40;
    private const byte Used = 0x80;
    private const byte OrderMask = 0x3F;

    private readonly ArenaChange _change;
    private readonly int _heapOrder;
    private readonly long _heap;

    internal BuddyHeap(ArenaChange change, int heapOrder)
    {
        _change = change;
        (_heapOrder, _heap) = (heapOrder, ArenaLayout.HeapAt(heapOrder));
    }

    /// <summary>The state of a fresh heap's only block, which is free.</summary>
    internal static byte WholeIsFree(int heapOrder) => (byte)(Free | heapOrder);

    /// <summary>The order of the smallest block that has so many bytes.</summary>
    internal static int OrderOf(long length) => Math.Max(ArenaLayout.UnitOrder, 64 - BitOperations.LeadingZeroCount((ulong)length - 1));

    /// <summary>Takes a block, which is zero; 0 when there is none.</summary>
    internal long Allocate(int order)
    {
        var found = order;
        while (found <= _heapOrder && *First(found) == 0) found++;
        if (found > _heapOrder) return 0;
        var block = *First(found);
        Unlink(block, found);
        for (; found > order; found--) Link(block + (1L << (found - 1)), found - 1);
        _change.Set(State(block), (byte)(Used | order));
        return block;
    }

    /// <summary>Gives a block back that is zero.</summary>
    /// <returns>The free block that it is a part of now.</returns>
    internal (long Block, int Order) Release(long block)
    {
        var order = OrderAt(block);
        _change.Set(State(block), 0);
        for (; order < _heapOrder; order++)
        {
            var buddy = _heap + ((block - _heap) ^ (1L << order));
            if (*State(buddy) != (Free | order)) break;
            Unlink(buddy, order);
            _change.Set(State(buddy), 0);
            block = Math.Min(block, buddy);
        }

        Link(block, order);
        return (block, order);
    }

    internal int OrderAt(long block) => *State(block) & OrderMask;

    /// <summary>Whether a block that is in use begins here.</summary>
    internal bool IsUsed(long block) =>
        block >= _heap && block < _heap + (1L << _heapOrder) && (block & ((1L << ArenaLayout.UnitOrder) - 1)) == 0 && (*State(block) & Used) != 0;

    private long* First(int order) => (long*)(_change.Base + ArenaLayout.FreeAt) + order;

    private byte* State(long block) => _change.Base + ArenaLayout.MapAt + ((block - _heap) >> ArenaLayout.UnitOrder);

    private Links* At(long block) => (Links*)(_change.Base + block);

    private void Link(long block, int order)
    {
        var next = *First(order);
        _change.Set(&At(block)->Next, next);
        _change.Set(&At(block)->Previous, 0);
        if (next != 0) _change.Set(&At(next)->Previous, block);
        _change.Set(First(order), block);
        _change.Set(State(block), (byte)(Free | order));
    }

    private void Unlink(long block, int order)
    {
        var links = *At(block);
        _change.Set(links.Previous == 0 ? First(order) : &At(links.Previous)->Next, links.Next);
        if (links.Next != 0) _change.Set(&At(links.Next)->Previous, links.Previous);
        _change.Set(&At(block)->Next, 0);
        _change.Set(&At(block)->Previous, 0);
    }

    private struct Links
    {
        internal long Next;
        internal long Previous;
    }
}
