using Multiprocessing.Memory;
using Multiprocessing.Tests.Memory.KillPointWorld;

namespace Multiprocessing.Tests.Memory;

/// <summary>Whatever is not as it must be in an arena is found: each is broken once, by hand, and mended.</summary>
public sealed unsafe class ArenaInvariantTests : IDisposable
{
    private readonly PrivateArena _arena = new(World.Order);
    private readonly Arena _process;
    private readonly Hold _memory;
    private readonly Hold _again;
    private readonly Hold _pipe;

    public ArenaInvariantTests()
    {
        _process = _arena.Join();
        _memory = _process.Create(BlockKind.Memory, 1000);
        _again = _memory.Again();
        _pipe = _process.Create(BlockKind.Pipe, Mailbox.Length + RingState.Length, side: 1);
    }

    private HeapMap Map => new(_arena.Start, _arena.Order);

    private long Block => _memory.Reference.Offset;

    public void Dispose()
    {
        _memory.Dispose();
        _again.Dispose();
        _pipe.Dispose();
        _arena.Dispose();
    }

    [Fact]
    public void An_arena_as_it_must_be()
    {
        var found = Check();
        Assert.Contains(Block, found.Used.Keys);
        Assert.NotEmpty(found.Free);
        Assert.NotEmpty(found.Records);
    }

    [Fact]
    public void Blocks_agree_with_the_map()
    {
        var state = *Map.State(Block);
        Broken<byte>(Map.State(Block), 0, "no block begins where the one before ends");
        Broken(Map.State(Block), (byte)(state + 1), "no block begins");
        Broken(Map.State(Block), (byte)(HeapMap.Free | Map.OrderAt(Block)), "a free block is in no list");
    }

    [Fact]
    public void Free_lists_agree_with_the_map()
    {
        var (free, order) = Check().Free.First();
        var first = (long*)(_arena.Start + ArenaLayout.FreeAt) + order;
        Broken(first, 0, "a free block is in no list");
        Broken(first, Block, "what is listed as free is not");
        Broken((long*)(_arena.Start + *first) + 1, free, "a free block does not lead back");
        Broken(Map.State(free), (byte)(HeapMap.Used | order), "what is listed as free is not");
    }

    [Fact]
    public void Counts_agree_with_what_they_count()
    {
        Broken(&_memory.Header->Holds, 3, "a block counts other holds");
        Broken(&_memory.Header->FirstSideHolds, 1, "a side counts other holds");
        Broken(&_pipe.Header->FirstSideHolds, 0, "a side counts other holds");
        Broken(&((ProcessRecord*)_process.At(PrivateArena.Record(_process)))->Inherited, 1, "a process has not as many holds");
    }

    [Fact]
    public void Lists_lead_back()
    {
        Broken(&_memory.Record->Previous, Block, "a hold does not lead back");
        Broken(&_memory.Record->Holder, Block, "a hold does not lead back");
        Broken(&_pipe.Record->Block, PrivateArena.Record(_process), "what is held is no block");
        Broken(&((ProcessRecord*)_process.At(PrivateArena.Record(_process)))->Previous, Block, "the record of a process does not lead back");
        Broken(&((ProcessRecord*)_process.At(PrivateArena.Record(_process)))->Holds, 0, "a block in use is held by nobody");
        Broken((long*)(_arena.Start + ArenaLayout.DyingAt), Block, "a block that is to be emptied");
    }

    private ArenaInvariants Check() => ArenaInvariants.Check(_arena.Start, _arena.Order);

    private void Broken<T>(T* place, T wrong, string otherwise)
        where T : unmanaged
    {
        var right = *place;
        *place = wrong;
        Assert.Contains(otherwise, Assert.Throws<InvalidDataException>(Check).Message, StringComparison.Ordinal);
        *place = right;
        Check();
    }
}
