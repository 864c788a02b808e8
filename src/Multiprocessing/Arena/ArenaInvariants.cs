using System.Diagnostics;

namespace Multiprocessing.Memory;

/// <summary>
/// Checks a whole arena, between two changes and under its lock: no blocks that overlap, leak or are listed wrongly, and no counts that
/// differ from what they count.
/// </summary>
internal sealed unsafe class ArenaInvariants
{
    // A Debug build checks after each of the first AlwaysChecked changes of a process, then after every Interval-th: a check takes long
    // where there are many blocks.
    private const int AlwaysChecked = 256;
    private const int Interval = 64;

    private static int s_changes;

    private readonly byte* _start;
    private readonly int _order;
    private readonly long _heap;
    private readonly HeapMap _map;
    private readonly Dictionary<long, int> _free = [];
    private readonly Dictionary<long, int> _used = [];
    private readonly HashSet<long> _records = [];
    private readonly Dictionary<long, int> _holds = [];
    private readonly Dictionary<(long Block, int Side), int> _sides = [];

    private ArenaInvariants(byte* start, int order)
    {
        _start = start;
        _order = order;
        (_heap, _map) = (ArenaLayout.HeapAt(order), new HeapMap(start, order));
    }

    /// <summary>The free blocks, with their orders.</summary>
    internal IReadOnlyDictionary<long, int> Free => _free;

    /// <summary>The blocks in use, with their orders.</summary>
    internal IReadOnlyDictionary<long, int> Used => _used;

    /// <summary>The blocks in use that are records of processes and holds.</summary>
    internal IReadOnlySet<long> Records => _records;

    /// <summary>Checks an arena whose lock the caller holds, or that no other process uses.</summary>
    /// <returns>The blocks that have been found.</returns>
    /// <exception cref="InvalidDataException">An invariant is broken.</exception>
    internal static ArenaInvariants Check(byte* start, int order)
    {
        var check = new ArenaInvariants(start, order);
        check.WalkMap();
        check.WalkFreeLists();
        check.WalkProcesses();
        return check;
    }

    /// <summary>Checks the arena after a change, in Debug builds and not after every one.</summary>
    [Conditional("DEBUG")]
    internal static void AssertAfterChange(in ChangeLog log)
    {
        if (!log.IsArenas) return;
        var number = Interlocked.Increment(ref s_changes);
        if (number <= AlwaysChecked || number % Interval == 0) Check(log.Start, log.Order);
    }

    private static void Require(bool isTrue, string otherwise)
    {
        if (!isTrue) throw new InvalidDataException($"The shared arena is not as it must be: {otherwise}.");
    }

    private long Word(long offset) => *(long*)(_start + offset);

    private BlockHeader* BlockAt(long block) => (BlockHeader*)(_start + block);

    private void WalkMap()
    {
        for (var block = _heap; block < _heap + (1L << _order);)
        {
            var (state, order) = (*_map.State(block), _map.OrderAt(block));
            Require(order >= ArenaLayout.UnitOrder && order <= _order && ((block - _heap) & ((1L << order) - 1)) == 0,
                "no block begins where the one before ends");
            Require(state == (HeapMap.Free | order) || state == (HeapMap.Used | order), "a block is neither free nor used");
            ((state & HeapMap.Free) != 0 ? _free : _used).Add(block, order);
            block += 1L << order;
        }

        foreach (var (block, order) in _free)
        {
            var buddy = _heap + ((block - _heap) ^ (1L << order));
            Require(order == _order || !_free.TryGetValue(buddy, out var other) || other != order, "two free halves are not joined");
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
                Require(_free.TryGetValue(block, out var found) && found == order, "what is listed as free is not, or has another size");
                Require(Word(block + sizeof(long)) == before, "a free block does not lead back to the one before");
                listed++;
            }
        }

        Require(listed == _free.Count, "a free block is in no list");
    }

    private void WalkProcesses()
    {
        var before = 0L;
        for (var offset = Word(ArenaLayout.ProcessesAt); offset != 0; offset = ((ProcessRecord*)(_start + offset))->Next)
        {
            Require(_used.ContainsKey(offset) && _records.Add(offset), "the record of a process is not one, or listed twice");
            var process = (ProcessRecord*)(_start + offset);
            Require(process->Previous == before, "the record of a process does not lead back to the one before");
            before = offset;
            var fromChildren = WalkHolds(offset, process->Holds);
            Require(process->Inherited == fromChildren, "a process has not as many holds from its children as it counts");
        }

        for (var block = Word(ArenaLayout.DyingAt); block != 0; block = BlockAt(block)->NextDying)
        {
            Require(_used.ContainsKey(block) && _holds.TryAdd(block, 0), "a block that is to be emptied is held, or is none");
            Require(BlockAt(block)->Id == 0, "a block that is to be emptied can still be found");
        }

        WalkMailboxes();
        foreach (var (block, count) in _holds)
        {
            Require(_used.ContainsKey(block) && !_records.Contains(block), "what is held is no block");
            var header = BlockAt(block);
            Require(header->Holds == count, "a block counts other holds than it has");
            Require(header->FirstSideHolds == _sides.GetValueOrDefault((block, 1))
                && header->SecondSideHolds == _sides.GetValueOrDefault((block, 2)), "a side counts other holds than it has");
        }

        Require(_used.Count == _records.Count + _holds.Count, "a block in use is held by nobody");
    }

    // Mailboxes and dictionaries hold blocks too, some of which may be mailboxes.
    private void WalkMailboxes()
    {
        var walked = new HashSet<long>();
        for (var block = NextMailbox(walked); block != 0; block = NextMailbox(walked))
        {
            walked.Add(block);
            WalkHolds(block + BlockHeader.Length, Word(block + BlockHeader.Length));
        }
    }

    private long NextMailbox(HashSet<long> walked)
    {
        foreach (var block in _holds.Keys)
        {
            var isMailbox = _used.ContainsKey(block) && Arena.HasBlocks(BlockAt(block)->Kind);
            if (isMailbox && !walked.Contains(block)) return block;
        }

        return 0;
    }

    // Returns how many of the holds are left by children.
    private int WalkHolds(long holder, long first)
    {
        var (before, fromChildren) = (0L, 0);
        for (var offset = first; offset != 0; offset = ((HoldRecord*)(_start + offset))->Next)
        {
            Require(_used.ContainsKey(offset) && _records.Add(offset), "a hold is none, or listed twice");
            var hold = (HoldRecord*)(_start + offset);
            Require(hold->Holder == holder && hold->Previous == before, "a hold does not lead back to its holder, or to the one before");
            before = offset;
            if (hold->State == HoldState.FromChild) fromChildren++;
            _holds[hold->Block] = _holds.GetValueOrDefault(hold->Block) + 1;
            _sides[(hold->Block, hold->Side)] = _sides.GetValueOrDefault((hold->Block, hold->Side)) + 1;
        }

        return fromChildren;
    }
}
