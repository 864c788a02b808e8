using System.Runtime.CompilerServices;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.Tests.Memory;

/// <summary>An arena that nobody else uses, with several who pretend to be processes, and single steps of what the arena does.</summary>
internal sealed unsafe class PrivateArena : IDisposable
{
    /// <summary>The number of a process that does not live.</summary>
    internal const int Nobody = int.MaxValue >> 2;

    private readonly OsHandle _memory;

    internal PrivateArena(int order)
    {
        // So that this process has a number.
        _ = Arena.Instance;
        _memory = Arena.Create(order);
        Start = Arena.Map(_memory, out var found);
        Assert.Equal(order, found);
        Order = order;
    }

    internal byte* Start { get; }

    internal int Order { get; }

    internal long Length => ArenaLayout.FileLength(Order);

    /// <summary>The arena as one more process of its tree sees it.</summary>
    internal Arena Join() => new(_memory, Start, Order);

    /// <summary>What a process's death changes: its number is nobody's any more.</summary>
    internal static void Kill(Arena process, bool isChild)
    {
        var record = (ProcessRecord*)process.At(Record(process));
        record->Number = Nobody;
        record->ParentId = isChild ? Environment.ProcessId : int.MaxValue;
    }

    internal static long Record(Arena process) => ProcessField(process);

    /// <summary>The object lets go of nothing when it is collected.</summary>
    internal static void Forget(Hold hold) => RecordField(hold) = 0;

    internal static long Offset(Arena arena, void* place) => (byte*)place - arena.At(0);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "LetGo")]
    internal static extern long LetGo(Arena arena, long hold);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Clear")]
    internal static extern void Clear(Arena arena, long block);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ReleaseNoted")]
    internal static extern long ReleaseNoted(Arena arena, long hold, long* note);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Remove")]
    internal static extern void Remove(Arena arena, long block);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "TryRecoverOne")]
    internal static extern bool TryRecoverOne(Arena arena, long process, Func<Arena, OwnedHold, bool> settle, ref int unsettled, ref long dying);

    public void Dispose()
    {
        _ = Libc.Unmap((nint)Start, (nuint)Length);
        OsHandles.Close(_memory);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_process")]
    private static extern ref long ProcessField(Arena arena);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_record")]
    private static extern ref long RecordField(Hold hold);
}
