using System.Buffers;

namespace Multiprocessing.Pools.Worker;

/// <summary>A part of the arena that another process keeps, as memory to read from.</summary>
internal sealed unsafe class ArenaMemory(byte* start, int length) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => new(start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex, pinnable: this);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
