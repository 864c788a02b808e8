using Multiprocessing.Pools.Functions;

namespace Multiprocessing.Pools;

/// <summary>
/// The initializer as it was when the pool was made. It is written once: the variables that it captures may be other ones when a worker is
/// replaced, and among them may be the pool itself.
/// </summary>
internal sealed class Initialization
{
    private readonly TaskBindings? _bindings;

    /// <exception cref="ProcessBoundaryException">What the initializer captures cannot cross.</exception>
    internal Initialization(WorkerInitializer? initializer, PayloadBlocks blocks)
    {
        if (initializer is not null) Payload = Payload.OfObject(initializer, "initializer", blocks, ref _bindings);
    }

    /// <summary>Its bytes; none where there is none.</summary>
    internal Payload Payload { get; }

    /// <summary>No worker will need it any more.</summary>
    internal void Release(PayloadBlocks blocks)
    {
        Payload.Release(blocks);
        _bindings?.Dispose();
    }
}
