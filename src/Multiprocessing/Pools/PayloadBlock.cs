using Multiprocessing.Memory;

namespace Multiprocessing.Pools;

/// <summary>
/// Shared memory for a payload that is too large for a message: written once by the pool, and read by the worker that gets the task.
/// Thread-safe and process-safe as any array is.
/// </summary>
internal sealed unsafe class PayloadBlock(long capacity) : SharedObject(capacity)
{
    internal long Capacity { get; } = capacity;

    /// <summary>The offset of the contents in the arena.</summary>
    internal long Offset => Hold.Arena.OffsetOf(Hold.Contents);

    private protected override BlockKind Kind => BlockKind.Payload;

    internal Span<byte> Span(int length) => new(Hold.Contents, length);

    private protected override void OnAdopted()
    {
    }

    private protected override void OnDispose() => Hold.Dispose();
}
