using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.Tests.Memory;

/// <summary>An arena that nobody else uses, with several who pretend to be processes, and single steps of what the arena does.</summary>
internal sealed unsafe class PrivateArena : IDisposable
{
    private readonly int _descriptor;

    internal PrivateArena(int order)
    {
        // So that this process has a number.
        _ = Arena.Instance;
        _descriptor = Arena.CreateFile(order);
        Start = Arena.Map(_descriptor, out var found);
        Assert.Equal(order, found);
        Order = order;
    }

    internal byte* Start { get; }

    internal int Order { get; }

    internal long Length => ArenaLayout.FileLength(Order);

    /// <summary>The arena as one more process of its tree sees it.</summary>
    internal Arena Join() => new(_descriptor, Start, Order);

    /// <summary>What a process's death changes: its number is nobody's any more.</summary>
    internal static void Kill(Arena process, bool isChild)
    {
        var record = (ProcessRecord*)process.At(Record(process));
        record->Number = int.MaxValue >> 2;
        record->ParentId = isChild ? Environment.ProcessId : int.MaxValue;
    }

    internal static long Record(Arena process) => ProcessField(process);

    /// <summary>The object lets go of nothing when it is collected.</summary>
    internal static void Forget(Hold hold) => RecordField(hold) = 0;

    internal static long Offset(Arena arena, void* place) => (byte*)place - arena.At(0);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "LetGo")]
    internal static extern long LetGo(Arena arena, long hold);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Empty")]
    internal static extern void Empty(Arena arena, long block);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "TryBuryOne")]
    internal static extern bool TryBuryOne(Arena arena, long process, Action<Arena, Legacy> settle, ref long dying);

    public void Dispose()
    {
        _ = Libc.Unmap((nint)Start, (nuint)Length);
        Descriptors.Close(_descriptor);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_process")]
    private static extern ref long ProcessField(Arena arena);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_record")]
    private static extern ref long RecordField(Hold hold);
}
