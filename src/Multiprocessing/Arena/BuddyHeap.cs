using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// The heap as a buddy system: blocks of powers of two, halved for smaller ones and joined again. The unused rest of a block costs
/// addresses, not memory, since pages that are never written do not exist. Free memory is all zero except for the two links at the
/// beginning of each free block.
/// </summary>
internal readonly unsafe ref struct BuddyHeap
{
    // How many bytes of a block are checked to be zero before the block is allocated; larger structures are not the arena's own.
    private const int MaxLooked = 1024;

    private readonly ArenaChange _change;
    private readonly HeapMap _map;
    private readonly int _heapOrder;
    private readonly long _heap;

    internal BuddyHeap(ArenaChange change, int heapOrder)
    {
        _change = change;
        _map = new HeapMap(change.Base, heapOrder);
        (_heapOrder, _heap) = (heapOrder, ArenaLayout.HeapAt(heapOrder));
    }

    /// <summary>Returns the state of a fresh heap's only block, which is free.</summary>
    internal static byte WholeIsFree(int heapOrder) => (byte)(HeapMap.Free | heapOrder);

    /// <summary>Returns the order of the smallest block that has at least this many bytes.</summary>
    internal static int OrderOf(long length) => Math.Max(ArenaLayout.UnitOrder, 64 - BitOperations.LeadingZeroCount((ulong)length - 1));

    /// <summary>Allocates a block of zeros; returns 0 when there is none.</summary>
    internal long Allocate(int order)
    {
        var found = order;
        while (found <= _heapOrder && *First(found) == 0) found++;
        if (found > _heapOrder) return 0;
        var block = *First(found);
        Unlink(block, found);
        for (; found > order; found--) Link(block + (1L << (found - 1)), found - 1);
        _change.Set(_map.State(block), (byte)(HeapMap.Used | order));
        // Callers rely on a block of zeros.
        if (new ReadOnlySpan<byte>(At(block), Math.Min(1 << Math.Min(order, 30), MaxLooked)).ContainsAnyExcept((byte)0)) ThrowDamaged();
        return block;
    }

    /// <summary>Frees a block of zeros.</summary>
    /// <returns>The free block that it has become a part of.</returns>
    internal (long Block, int Order) Release(long block)
    {
        if (!_map.IsUsed(block)) ThrowDamaged();
        var order = _map.OrderAt(block);
        _change.Set(_map.State(block), 0);
        for (; order < _heapOrder; order++)
        {
            var buddy = _heap + ((block - _heap) ^ (1L << order));
            if (!_map.IsFree(buddy, order)) break;
            Unlink(buddy, order);
            _change.Set(_map.State(buddy), 0);
            block = Math.Min(block, buddy);
        }

        Link(block, order);
        return (block, order);
    }

    private long* First(int order) => (long*)(_change.Base + ArenaLayout.FreeAt) + order;

    private Links* At(long block) => (Links*)(_change.Base + block);

    private void Link(long block, int order)
    {
        var next = *First(order);
        if (next != 0 && (!_map.IsFree(next, order) || At(next)->Previous != 0)) ThrowDamaged();
        _change.Set(&At(block)->Next, next);
        _change.Set(&At(block)->Previous, 0);
        if (next != 0) _change.Set(&At(next)->Previous, block);
        _change.Set(First(order), block);
        _change.Set(_map.State(block), (byte)(HeapMap.Free | order));
    }

    private void Unlink(long block, int order)
    {
        if (!_map.IsFree(block, order)) ThrowDamaged();
        var links = *At(block);
        if ((links.Previous != 0 && !_map.IsFree(links.Previous, order))
            || (links.Next != 0 && (!_map.IsFree(links.Next, order) || At(links.Next)->Previous != block)))
        {
            ThrowDamaged();
        }

        var before = links.Previous == 0 ? First(order) : &At(links.Previous)->Next;
        if (*before != block) ThrowDamaged();
        _change.Set(before, links.Next);
        if (links.Next != 0) _change.Set(&At(links.Next)->Previous, links.Previous);
        _change.Set(&At(block)->Next, 0);
        _change.Set(&At(block)->Previous, 0);
    }

    [DoesNotReturn]
    private void ThrowDamaged() => SharedDamage.Throw((int*)(_change.Base + ArenaLayout.DamagedAt));

    private struct Links
    {
        internal long Next;
        internal long Previous;
    }
}
