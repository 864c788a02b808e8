using Multiprocessing.Memory;

namespace Multiprocessing.Tests.Memory;

/// <summary>
/// Looks at all of an arena and finds what must not be: blocks that overlap, leak, or are listed wrongly, and free memory that is not zero.
/// </summary>
internal sealed unsafe class ArenaCheck
{
    private const byte Free = 0x40, Used = 0x80;
    private const int Unit = 1 << ArenaLayout.UnitOrder;

    private readonly byte* _start;
    private readonly int _order;
    private readonly long _heap;
    private readonly Dictionary<long, int> _free = [];
    private readonly Dictionary<long, int> _used = [];
    private readonly HashSet<long> _records = [];
    private readonly Dictionary<(long Block, int Side), int> _sides = [];

    private ArenaCheck(byte* start, int order)
    {
        _start = start;
        (_order, _heap) = (order, ArenaLayout.HeapAt(order));
    }

    internal static void Run(byte* start, int order, bool withContents)
    {
        var check = new ArenaCheck(start, order);
        check.WalkMap();
        check.WalkFreeLists();
        check.WalkProcesses();
        if (withContents) check.RequireZeros();
    }

    private long Word(long offset) => *(long*)(_start + offset);

    private byte* State(long block) => _start + ArenaLayout.MapAt + ((block - _heap) >> ArenaLayout.UnitOrder);

    private void WalkMap()
    {
        for (var block = _heap; block < _heap + (1L << _order);)
        {
            var order = *State(block) & 0x3F;
            Assert.InRange(order, ArenaLayout.UnitOrder, _order);
            Assert.Equal(0, (block - _heap) & ((1L << order) - 1));
            var inner = new ReadOnlySpan<byte>(State(block) + 1, (1 << (order - ArenaLayout.UnitOrder)) - 1);
            Assert.True(inner.IndexOfAnyExcept((byte)0) < 0, "A block begins within another one.");
            Assert.Contains((byte)(*State(block) & ~0x3F), new[] { Free, Used });
            if ((*State(block) & Free) != 0) _free.Add(block, order);
            else _used.Add(block, order);
            block += 1L << order;
        }

        foreach (var (block, order) in _free)
        {
            var buddy = _heap + ((block - _heap) ^ (1L << order));
            Assert.False(order < _order && _free.TryGetValue(buddy, out var other) && other == order, "Two free halves are not joined.");
        }
    }

    private void WalkFreeLists()
    {
        var listed = 0;
        for (var order = 0; order <= _order; order++)
        {
            var before = 0L;
            for (var block = Word(ArenaLayout.FreeAt + (order * sizeof(long))); block != 0; (before, block) = (block, Word(block)))
            {
                Assert.True(_free.TryGetValue(block, out var found) && found == order, "What is listed as free is not.");
                Assert.Equal(before, Word(block + sizeof(long)));
                listed++;
            }
        }

        Assert.Equal(_free.Count, listed);
    }

    private void WalkProcesses()
    {
        var holds = new Dictionary<long, int>();
        var before = 0L;
        for (var offset = Word(ArenaLayout.ProcessesAt); offset != 0; offset = ((ProcessRecord*)(_start + offset))->Next)
        {
            var process = (ProcessRecord*)(_start + offset);
            Assert.True(_used.ContainsKey(offset) && _records.Add(offset));
            Assert.Equal(before, process->Previous);
            before = offset;
            WalkHolds(offset, process->Holds, holds);
        }

        for (var block = Word(ArenaLayout.DyingAt); block != 0; block = ((BlockHeader*)(_start + block))->NextDying)
        {
            Assert.True(holds.TryAdd(block, 0));
            Assert.Equal(0, ((BlockHeader*)(_start + block))->Id);
        }

        WalkMailboxes(holds);
        foreach (var (block, count) in holds)
        {
            Assert.True(_used.ContainsKey(block) && !_records.Contains(block));
            var header = (BlockHeader*)(_start + block);
            Assert.Equal((count, _sides.GetValueOrDefault((block, 1)), _sides.GetValueOrDefault((block, 2))), (header->Holds, header->FirstSideHolds, header->SecondSideHolds));
        }

        Assert.Equal(_used.Count, _records.Count + holds.Count);
    }

    // Mailboxes hold blocks too, and these may be mailboxes.
    private void WalkMailboxes(Dictionary<long, int> holds)
    {
        var walked = new HashSet<long>();
        while (holds.Keys.FirstOrDefault(block => IsMailbox(block) && !walked.Contains(block)) is var block and not 0)
        {
            walked.Add(block);
            WalkHolds(block + BlockHeader.Length, Word(block + BlockHeader.Length), holds);
        }
    }

    private bool IsMailbox(long block) => ((BlockHeader*)(_start + block))->Kind is BlockKind.Queue or BlockKind.Pipe;

    private void WalkHolds(long holder, long first, Dictionary<long, int> holds)
    {
        var before = 0L;
        for (var offset = first; offset != 0; offset = ((HoldRecord*)(_start + offset))->Next)
        {
            var hold = (HoldRecord*)(_start + offset);
            Assert.True(_used.ContainsKey(offset) && _records.Add(offset));
            Assert.Equal((holder, before), (hold->Holder, hold->Previous));
            before = offset;
            holds[hold->Block] = holds.GetValueOrDefault(hold->Block) + 1;
            _sides[(hold->Block, hold->Side)] = _sides.GetValueOrDefault((hold->Block, hold->Side)) + 1;
        }
    }

    private void RequireZeros()
    {
        const int Links = 2 * sizeof(long);
        foreach (var (block, order) in _free)
        {
            Assert.True(new ReadOnlySpan<byte>(_start + block + Links, (1 << order) - Links).IndexOfAnyExcept((byte)0) < 0, "Free memory is not zero.");
        }

        foreach (var (block, order) in _used)
        {
            if (!_records.Contains(block)) RequireZeroRest(block, order);
        }
    }

    // What lies behind a block's contents was never written.
    private void RequireZeroRest(long block, int order)
    {
        var end = BlockHeader.Length + ((BlockHeader*)(_start + block))->ContentLength;
        Assert.True(new ReadOnlySpan<byte>(_start + block + end, (int)((1L << order) - end)).IndexOfAnyExcept((byte)0) < 0, "Something lies behind the contents.");
    }
}
