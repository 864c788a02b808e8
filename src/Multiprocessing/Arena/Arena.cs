using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// The memory that all processes of a tree see: one sparse file without a name, which the first process makes and every child inherits. A
/// process maps it, whole, when it first needs it. Blocks are held by processes (<see cref="Hold"/>) and freed when nobody holds them any
/// more.
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

    /// <summary>Joins those who use the arena; this process has a number among them by now.</summary>
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
    /// <exception cref="PlatformNotSupportedException">The system does not have what it takes.</exception>
    /// <exception cref="InsufficientMemoryException">The process may not have as many addresses as the arena takes.</exception>
    internal static Arena Instance => s_instance ?? Open();

    /// <summary>The arena if this process has opened it.</summary>
    internal static Arena? Opened => s_instance;

    /// <summary>Whether a process of this tree has opened the arena; that alone does not open it here.</summary>
    internal static bool IsInUse
    {
        get
        {
            Span<byte> first = stackalloc byte[sizeof(long)];
            return s_instance is not null
                || (TreeMemory.TryRead(HandleForChildren, ArenaLayout.ProcessesAt, first) && BitConverter.ToInt64(first) != 0);
        }
    }

    /// <summary>What tells this tree from others.</summary>
    internal Guid Tree { get; }

    /// <summary>The system's id of the first process of the tree.</summary>
    internal int RootProcess => *(int*)At(ArenaLayout.RootAt);

    /// <summary>The memory that a child inherits, made if this is the first process of its tree; it is not mapped for that.</summary>
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

    /// <summary>The size of its heap, as a power of two.</summary>
    internal int Order => _order;

    /// <summary>
    /// A place that was read in shared memory. Any process may have written anything there, so it is checked: it is in the arena, and a
    /// multiple of 8.
    /// </summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    internal byte* At(long offset)
    {
        // One comparison for both: what is no multiple of 8 becomes very large.
        if (BitOperations.RotateRight((ulong)offset, 3) >= (ulong)End >> 3) ThrowDamaged();
        return _base + offset;
    }

    /// <summary>Notes that what lies in the arena makes no sense.</summary>
    /// <exception cref="InvalidDataException">Always.</exception>
    [DoesNotReturn]
    internal void ThrowDamaged() => SharedDamage.Throw(_log.Damaged);

    /// <summary>A number that nobody else in the tree gets, for a thread or a flow that owns something.</summary>
    internal long NewOwnerNumber() => Interlocked.Increment(ref *(long*)At(ArenaLayout.LastOwnerAt));

    /// <summary>Whether this process is in the middle of a change of the arena.</summary>
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

    /// <summary>Makes an arena that nobody uses yet.</summary>
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

    // A quarter of the addresses that the process may have. Where they are few, the runtime takes most of them: below 4 GiB nearly all, by
    // a heap of half of them and 64 MiB for each thread. And half the length that a file may have.
    private static int ChooseOrder()
    {
        var addresses = BitOperations.Log2(TreeMemory.AddressLimit);
        var order = Math.Min(addresses - addresses switch { < 32 => 6, < 34 => 4, _ => 2 }, BitOperations.Log2(TreeMemory.LengthLimit) - 1);
        return Math.Clamp(order, ArenaLayout.MinOrder, ArenaLayout.MaxOrder);
    }

    /// <summary>Maps an arena, whole.</summary>
    internal static byte* Map(OsHandle memory, out int order)
    {
        Span<byte> header = stackalloc byte[(int)ArenaLayout.LastNumberAt];
        if (!TreeMemory.TryRead(memory, 0, header) || BitConverter.ToInt64(header) != ArenaLayout.Magic)
        {
            throw new InvalidOperationException("The shared memory that this process should have from its parent is not there.");
        }

        order = BitConverter.ToInt32(header[(int)ArenaLayout.OrderAt..]);
        // Beyond the end of the file, a process is killed.
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
