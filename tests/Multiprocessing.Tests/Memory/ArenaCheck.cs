using Multiprocessing.Memory;

namespace Multiprocessing.Tests.Memory;

/// <summary>Looks at all of an arena and finds what must not be; also free memory that is not zero.</summary>
internal sealed unsafe class ArenaCheck
{
    private readonly byte* _start;
    private readonly int _order;
    private readonly ArenaInvariants _found;

    private ArenaCheck(byte* start, int order)
    {
        _start = start;
        (_order, _found) = (order, ArenaInvariants.Check(start, order));
    }

    internal static void Run(byte* start, int order, bool withContents)
    {
        var check = new ArenaCheck(start, order);
        check.RequireNothingWithin();
        if (withContents) check.RequireZeros();
    }

    private void RequireNothingWithin()
    {
        var map = new HeapMap(_start, _order);
        foreach (var (block, order) in _found.Free.Concat(_found.Used))
        {
            var inner = new ReadOnlySpan<byte>(map.State(block) + 1, (1 << (order - ArenaLayout.UnitOrder)) - 1);
            Assert.True(inner.IndexOfAnyExcept((byte)0) < 0, "A block begins within another one.");
        }
    }

    private void RequireZeros()
    {
        const int Links = 2 * sizeof(long);
        foreach (var (block, order) in _found.Free)
        {
            Assert.True(new ReadOnlySpan<byte>(_start + block + Links, (1 << order) - Links).IndexOfAnyExcept((byte)0) < 0, "Free memory is not zero.");
        }

        foreach (var (block, order) in _found.Used)
        {
            if (!_found.Records.Contains(block)) RequireZeroRest(block, order);
        }
    }

    // What lies behind a block's contents was never written.
    private void RequireZeroRest(long block, int order)
    {
        var end = BlockHeader.Length + ((BlockHeader*)(_start + block))->ContentLength;
        Assert.True(new ReadOnlySpan<byte>(_start + block + end, (int)((1L << order) - end)).IndexOfAnyExcept((byte)0) < 0, "Something lies behind the contents.");
    }
}
