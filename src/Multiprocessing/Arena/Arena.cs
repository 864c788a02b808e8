using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// The memory that all processes of a tree share: one sparse file without a name, which the first process makes and every child inherits. A
/// process maps the whole file when it first needs it. Blocks are held by processes (<see cref="Hold"/>) and freed when nothing holds them
/// any more.
/// </summary>
internal sealed unsafe partial class Arena
{
    private static readonly Lock s_opening = new();
    private static volatile Arena? s_instance;
    private static OsHandle s_created;
    private static bool s_isParent;

    private readonly byte* _base;
    private readonly OsHandle _memory;
    private readonly int _order;
    private readonly HeapMap _map;
    private readonly ChangeLog _log;
    private readonly long _process;

    /// <summary>Adds this process, which has its number by now, to the processes that use the arena.</summary>
    internal Arena(OsHandle memory, byte* start, int order)
    {
        _base = start;
        (_memory, _order) = (memory, order);
        End = ArenaLayout.EndAt(order);
        _map = new HeapMap(start, order);
        _log = new ChangeLog(start, (int*)(start + ArenaLayout.LockAt), (long*)(start + ArenaLayout.LogAt), ArenaLayout.LogCapacity, order);
        Tree = *(Guid*)(start + ArenaLayout.TreeAt);
        _process = AddProcess();
    }

    /// <summary>The arena of this process's tree, opened when it is first asked for.</summary>
    /// <exception cref="PlatformNotSupportedException">The system does not have what the arena needs.</exception>
    /// <exception cref="InsufficientMemoryException">The process may not have as many addresses as the arena needs.</exception>
    internal static Arena Instance => s_instance ?? Open();

    /// <summary>The arena, if this process has opened it; otherwise null.</summary>
    internal static Arena? Opened => s_instance;

    /// <summary>Whether a process of this tree has opened the arena. Does not open it here.</summary>
    internal static bool IsInUse
    {
        get
        {
            Span<byte> first = stackalloc byte[sizeof(long)];
            return s_instance is not null
                || (TreeMemory.TryRead(HandleForChildren, ArenaLayout.ProcessesAt, first) && BitConverter.ToInt64(first) != 0);
        }
    }

    /// <summary>The identity of this tree.</summary>
    internal Guid Tree { get; }

    /// <summary>The system's id of the first process of the tree.</summary>
    internal int RootProcess => *(int*)At(ArenaLayout.RootAt);

    /// <summary>The memory that a child inherits; made if this is the first process of its tree. Does not map it.</summary>
    internal static OsHandle HandleForChildren
    {
        get
        {
            lock (s_opening)
            {
                var memory = FindMemory_NeedsLock();
                if (!s_isParent) LifeMarks.TakeAsParent(memory);
                s_isParent = true;
                return memory;
            }
        }
    }

    /// <summary>Where the arena ends.</summary>
    internal long End { get; }

    /// <summary>The size of the arena's heap, as a power of two.</summary>
    internal int Order => _order;

    /// <summary>
    /// Converts an offset that was read in shared memory to an address. Any process may have written anything there, so the offset is
    /// checked: within the arena, and a multiple of 8.
    /// </summary>
    /// <exception cref="InvalidDataException">The offset is not valid.</exception>
    internal byte* At(long offset)
    {
        // One comparison checks both: rotated, an offset that is no multiple of 8 becomes very large.
        if (BitOperations.RotateRight((ulong)offset, 3) >= (ulong)End >> 3) ThrowDamaged();
        return _base + offset;
    }

    /// <summary>Marks the arena as damaged, and throws.</summary>
    /// <exception cref="InvalidDataException">Always.</exception>
    [DoesNotReturn]
    internal void ThrowDamaged() => SharedDamage.Throw(_log.Damaged);

    /// <summary>Returns a number that is unique in the tree, for a thread or a flow of execution that owns a lock.</summary>
    internal long NewOwnerNumber() => Interlocked.Increment(ref *(long*)At(ArenaLayout.LastOwnerAt));

    /// <summary>Whether this process is in the middle of a change of the arena's own structures.</summary>
    internal bool IsLocked => OwnerWord.IsMine(_log.Lock);

    private ArenaChange Change() => new(_log);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Arena Open()
    {
        lock (s_opening)
        {
            if (s_instance is { } instance) return instance;
            SystemRequirements.Check();
            var memory = FindMemory_NeedsLock();
            var start = Map(memory, out var order);
            LifeMarks.Take(memory, Interlocked.Increment(ref *(int*)(start + ArenaLayout.LastNumberAt)));
            SharedDamage.Watch((int*)(start + ArenaLayout.DamagedAt));
            return s_instance = new Arena(memory, start, order);
        }
    }

    private static OsHandle FindMemory_NeedsLock()
    {
        Debug.Assert(s_opening.IsHeldByCurrentThread);
        if (InheritedHandles.AreHere) return InheritedHandles.TreeMemory;
        try
        {
            if (!s_created.IsOpen) s_created = Create(ChooseOrder());
            return s_created;
        }
        catch (SystemCallException refusal)
        {
            throw new InsufficientMemoryException(refusal.Message, refusal);
        }
    }

    /// <summary>Makes an arena that no process uses yet.</summary>
    internal static OsHandle Create(int order)
    {
        Span<byte> header = stackalloc byte[ArenaLayout.HeaderLength];
        header.Clear();
        BitConverter.TryWriteBytes(header[(int)ArenaLayout.MagicAt..], ArenaLayout.Magic);
        Guid.NewGuid().TryWriteBytes(header[(int)ArenaLayout.TreeAt..]);
        RandomBytes.Fill(header.Slice((int)ArenaLayout.KeyAt, ArenaLayout.KeyLength));
        BitConverter.TryWriteBytes(header[(int)ArenaLayout.OrderAt..], order);
        BitConverter.TryWriteBytes(header[(int)ArenaLayout.RootAt..], Environment.ProcessId);
        BitConverter.TryWriteBytes(header[((int)ArenaLayout.FreeAt + (order * sizeof(long)))..], ArenaLayout.HeapAt(order));
        var memory = TreeMemory.Create(ArenaLayout.FileLength(order));
        TreeMemory.Write(memory, 0, header);
        TreeMemory.Write(memory, ArenaLayout.MapAt, [BuddyHeap.WholeIsFree(order)]);
        return memory;
    }

    // The heap gets a quarter of the addresses that the process may have, or less where they are few, since the .NET runtime takes most of
    // those (below 4 GiB nearly all: half of them for the garbage-collected heap, and 64 MiB for each thread), and at most half of the
    // length that a file may have.
    private static int ChooseOrder()
    {
        var addresses = BitOperations.Log2(TreeMemory.AddressLimit);
        var order = Math.Min(addresses - addresses switch { < 32 => 6, < 34 => 4, _ => 2 }, BitOperations.Log2(TreeMemory.LengthLimit) - 1);
        return Math.Clamp(order, ArenaLayout.MinOrder, ArenaLayout.MaxOrder);
    }

    /// <summary>Maps the whole of an arena.</summary>
    internal static byte* Map(OsHandle memory, out int order)
    {
        Span<byte> header = stackalloc byte[(int)ArenaLayout.LastNumberAt];
        if (!TreeMemory.TryRead(memory, 0, header) || BitConverter.ToInt64(header) != ArenaLayout.Magic)
        {
            throw new InvalidOperationException("The shared memory that this process should have from its parent is not there.");
        }

        order = BitConverter.ToInt32(header[(int)ArenaLayout.OrderAt..]);
        // A process that touches a mapping beyond the end of the file is killed, so the length is checked first.
        if (order is < ArenaLayout.UnitOrder or > ArenaLayout.MaxOrder || TreeMemory.Length(memory) != ArenaLayout.FileLength(order))
        {
            throw new InvalidDataException("The shared memory that this process has from its parent is damaged.");
        }

        var start = TreeMemory.TryMap(memory, ArenaLayout.FileLength(order));
        return start is null ? throw NoAddresses(ArenaLayout.FileLength(order)) : start;
    }

    private static InsufficientMemoryException NoAddresses(long length) =>
        new($"This process may not have the {length >> 20} MiB of addresses that shared memory takes, hardly any of it real memory; " +
            "raise its limit (ulimit -v).");

    [DoesNotReturn]
    private static void ThrowFull(long length) =>
        throw new InsufficientMemoryException($"The shared memory of this process tree has no room for {length} bytes.");
}
