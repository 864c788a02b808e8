using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// This process's hold on a block of the arena; the block stays as long as any process has a hold on it. The hold is let go of when this
/// object is disposed of or finalized.
/// </summary>
internal sealed unsafe class Hold : IDisposable
{
    // The garbage collector does not see the size of a block. Told of large ones, it finds forgotten holds in time.
    private const long MinPressure = 1 << 16;

    private readonly Arena _arena;
    private readonly long _pressure;
    private long _record;

    // The number of this process's threads and tasks that wait for the block's lock, and whether the hold is to be let go of once there are
    // none.
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

    /// <summary>Lets go of the hold. Does not run when the process ends: then its parent lets go of all that it held.</summary>
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
    /// Called before the hold is let go of, also by the finalizer, to give back what this process has taken of the object.
    /// </summary>
    internal Action? Releasing { get; set; }

    /// <summary>
    /// Names the block for a message to this process's parent, with a hold of its own, so that the block outlives this object and this
    /// process.
    /// </summary>
    internal BlockReference TransferToParent()
    {
        var reference = _arena.TransferToParent(Reference);
        GC.KeepAlive(this);
        return reference;
    }

    /// <summary>Names the block for a message to another process, with a hold for the reader.</summary>
    /// <param name="child">The number of the child that gets the message; 0 for a mailbox.</param>
    internal BlockReference Send(int child)
    {
        var reference = _arena.Send(Reference, child);
        GC.KeepAlive(this);
        return reference;
    }

    /// <summary>Keeps this hold until it is disposed of or this process ends: the finalizer does not run.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "The recovery of this process looks for the hold.")]
    internal Hold KeepUntilEnd()
    {
        GC.SuppressFinalize(this);
        return this;
    }

    /// <summary>Adds one more hold on the block, of the same side, with a record of its own.</summary>
    /// <exception cref="InsufficientMemoryException">There is no room for the hold.</exception>
    internal Hold Again() => _arena.HoldAgain(Reference);

    /// <summary>Notes that a thread or task of this process begins to wait for the block's lock, by its address.</summary>
    internal void BeginWaiting() => Interlocked.Increment(ref _waiting);

    internal void EndWaiting()
    {
        if (Interlocked.Decrement(ref _waiting) == 0 && _isUnwanted) DisposeWhenUnused();
    }

    /// <summary>Notes that the block's lock was let go of, which had to be done before the hold can go.</summary>
    internal void EndHolding()
    {
        if (_isUnwanted) DisposeWhenUnused();
    }

    /// <summary>
    /// Lets go of the hold, or leaves that to the last thread or task of this process that holds the block's lock or waits for it.
    /// </summary>
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
            // The arena is damaged; nothing can be given back in it.
        }

        _arena.Release(record);
        if (_pressure >= MinPressure) GC.RemoveMemoryPressure(_pressure);
    }
}
