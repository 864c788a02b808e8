using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// This process's hold on a block of the arena: as long as there is one anywhere, the block stays. Let go of when disposed of, or when
/// nobody refers to it.
/// </summary>
internal sealed unsafe class Hold : IDisposable
{
    // The collector does not see what an object holds; told of large blocks, it looks for forgotten ones in time.
    private const long MinPressure = 1 << 16;

    private readonly Arena _arena;
    private readonly long _pressure;
    private long _record;

    // How many threads and tasks of this process wait for the block's lock, and whether the block is to be let go of once none does.
    private int _waiting;
    private volatile bool _isUnwanted;

    internal Hold(Arena arena, long record, long block)
    {
        (_arena, _record) = (arena, record);
        Header = (BlockHeader*)arena.At(block);
        Contents = arena.At(block + BlockHeader.Length);
        Record = (HoldRecord*)arena.At(record);
        Reference = new BlockReference(arena.Tree, block, Header->Id, Record->Side);
        _pressure = Header->ContentLength;
        if (_pressure >= MinPressure) GC.AddMemoryPressure(_pressure);
    }

    /// <summary>Not reached when the process ends: its parent lets go of all that it held.</summary>
    ~Hold() => Release();

    internal Arena Arena => _arena;

    internal BlockHeader* Header { get; }

    internal byte* Contents { get; }

    internal HoldRecord* Record { get; }

    /// <summary>The length of the contents, in bytes.</summary>
    internal long ContentLength => Header->ContentLength;

    internal BlockReference Reference { get; }

    internal bool IsReleased => Volatile.Read(ref _record) == 0;

    /// <summary>
    /// Called before the block is let go of, also by the finalizer: what this process has taken of the object is to be given back now.
    /// </summary>
    internal Action? Releasing { get; set; }

    /// <summary>
    /// The block as a message to this process's parent names it: with a hold of its own, so that it outlives this object and this process.
    /// </summary>
    internal BlockReference TransferToParent()
    {
        var reference = _arena.TransferToParent(Reference);
        GC.KeepAlive(this);
        return reference;
    }

    /// <summary>The block as a message to somebody else names it: with a hold for the reader.</summary>
    /// <param name="child">The number of the child that gets the message; 0 for a mailbox.</param>
    internal BlockReference Send(int child)
    {
        var reference = _arena.Send(Reference, child);
        GC.KeepAlive(this);
        return reference;
    }

    /// <summary>Makes it last until it is disposed of or this process ends, whatever becomes of this object.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "Whoever settles what this process leaves looks for the hold.")]
    internal Hold KeepUntilEnd()
    {
        GC.SuppressFinalize(this);
        return this;
    }

    /// <summary>One more hold on the block, of the same side, with a record of its own.</summary>
    /// <exception cref="InsufficientMemoryException">There is no room for it.</exception>
    internal Hold Again() => _arena.HoldAgain(Reference);

    /// <summary>Somebody waits for the block's lock, by its address.</summary>
    internal void BeginWaiting() => Interlocked.Increment(ref _waiting);

    internal void EndWaiting()
    {
        if (Interlocked.Decrement(ref _waiting) == 0 && _isUnwanted) DisposeWhenUnused();
    }

    /// <summary>The block's lock was let go of, which had to be done before the block is.</summary>
    internal void EndHolding()
    {
        if (_isUnwanted) DisposeWhenUnused();
    }

    /// <summary>Lets go of the block, or leaves that to the last one in this process who holds the block's lock or waits for it.</summary>
    internal void DisposeWhenUnused()
    {
        _isUnwanted = true;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiting) == 0 && OwnerWord.Owner(&Header->Lock) != LifeMarks.Self) Dispose();
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        var record = Interlocked.Exchange(ref _record, 0);
        if (record == 0) return;
        try
        {
            Releasing?.Invoke();
        }
        catch (InvalidDataException)
        {
            // The arena is damaged, and nothing to be given back in it.
        }

        _arena.Release(record);
        if (_pressure >= MinPressure) GC.RemoveMemoryPressure(_pressure);
    }
}
