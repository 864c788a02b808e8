using System.Numerics;
using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools;

/// <summary>
/// A pool's blocks for payloads, used again: fresh shared memory costs ten times as much as copying into memory that was touched before.
/// Thread-safe.
/// </summary>
internal sealed class PayloadBlocks : IDisposable
{
    private const int SmallestOrder = 14;
    private const int Orders = 32 - SmallestOrder;

    // Free blocks beyond this total, in bytes, go back to the system.
    private const long MostKept = 64 << 20;

    /// <summary>For payloads that never need a block.</summary>
    internal static readonly PayloadBlocks None = new();

    private readonly Lock _gate = new();
    private readonly Stack<PayloadBlock>[] _free = new Stack<PayloadBlock>[Orders];
    private long _kept;
    private bool _isDisposed;

    /// <summary>Returns a block with room for this many bytes.</summary>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    internal PayloadBlock Rent(int length)
    {
        var order = OrderFor(length);
        lock (_gate)
        {
            if (_free[order] is { Count: > 0 } free)
            {
                var block = free.Pop();
                _kept -= block.Capacity;
                return block;
            }
        }

        return new PayloadBlock(1L << (order + SmallestOrder));
    }

    internal void Return(PayloadBlock block)
    {
        lock (_gate)
        {
            if (!_isDisposed && _kept + block.Capacity <= MostKept)
            {
                _kept += block.Capacity;
                (_free[OrderFor(block.Capacity)] ??= new()).Push(block);
                return;
            }
        }

        block.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var free in _free)
            {
                while (free is { Count: > 0 }) free.Pop().Dispose();
            }

            _kept = 0;
        }
    }

    /// <summary>Checks that the kept blocks are counted and are not too many.</summary>
    /// <exception cref="InvalidOperationException">An invariant is broken.</exception>
    internal void CheckInvariants()
    {
        lock (_gate)
        {
            var kept = 0L;
            for (var order = 0; order < Orders; order++)
            {
                foreach (var block in _free[order] ?? [])
                {
                    Require(OrderFor(block.Capacity) == order);
                    kept += block.Capacity;
                }
            }

            Require(_kept == kept && kept <= MostKept);
            Require(!_isDisposed || kept == 0);
        }
    }

    private static int OrderFor(long length) =>
        Math.Max(BitOperations.Log2((ulong)Math.Max(length, 1) * 2 - 1), SmallestOrder) - SmallestOrder;
}
