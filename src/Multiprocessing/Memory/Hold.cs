namespace Multiprocessing.Memory;

/// <summary>This process's hold on a block of the arena: as long as there is one anywhere, the block stays. Let go of when disposed of, or when nobody refers to it.</summary>
internal sealed unsafe class Hold : IDisposable
{
    private readonly Arena _arena;
    private long _record;

    internal Hold(Arena arena, long record, long block)
    {
        (_arena, _record) = (arena, record);
        Header = (BlockHeader*)arena.At(block);
        Contents = arena.At(block + BlockHeader.Length);
        Record = (HoldRecord*)arena.At(record);
        Reference = new BlockReference(arena.Tree, block, Header->Id);
    }

    /// <summary>Not reached when the process ends: its parent lets go of all that it held.</summary>
    ~Hold() => Release();

    internal Arena Arena => _arena;

    internal BlockHeader* Header { get; }

    internal byte* Contents { get; }

    internal HoldRecord* Record { get; }

    internal BlockReference Reference { get; }

    /// <summary>Leaves the hold to this process's parent, to which the block has been named: it lasts until this process ends, whatever becomes of this object.</summary>
    internal void Bequeath()
    {
        var record = Interlocked.Exchange(ref _record, 0);
        if (record != 0) _arena.Bequeath(record);
    }

    /// <summary>One more hold on the block, with a record of its own.</summary>
    /// <exception cref="InsufficientMemoryException">There is no room for it.</exception>
    internal Hold Again() => _arena.HoldAgain(Reference.Offset);

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        var record = Interlocked.Exchange(ref _record, 0);
        if (record != 0) _arena.Release(record);
    }
}
