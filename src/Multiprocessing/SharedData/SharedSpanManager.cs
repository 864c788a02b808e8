using System.Buffers;
using System.Runtime.CompilerServices;

namespace Multiprocessing.SharedData;

/// <summary>
/// A <see cref="Memory{T}"/> over shared memory; it keeps the owner from being collected, and may be sent to other processes with it.
/// Pinning does nothing, since the memory does not move.
/// </summary>
internal sealed unsafe class SharedSpanManager<T>(ISpanSource<T> source, long start, int length) : MemoryManager<T>
    where T : unmanaged
{
    public override Memory<T> Memory => CreateMemory(length);

    public override Span<T> GetSpan() => source.AsSpan(start, length);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length, nameof(elementIndex));
        return new MemoryHandle(Unsafe.AsPointer(ref GetSpan()[elementIndex..].GetPinnableReference()), pinnable: this);
    }

    public override void Unpin()
    {
    }

    // The memory belongs to the source.
    protected override void Dispose(bool disposing)
    {
    }
}
