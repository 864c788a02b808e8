using Multiprocessing.Pools.Functions;

namespace Multiprocessing.Pools;

/// <summary>
/// The initializer, as it was when the pool was made. It is written once, since the variables that it captures may have changed when a
/// worker is replaced, and one of them may be the pool itself.
/// </summary>
internal sealed class Initialization
{
    private readonly TaskBindings? _bindings;

    /// <exception cref="ProcessBoundaryException">A variable that the initializer captures cannot cross a process border.</exception>
    internal Initialization(WorkerInitializer? initializer, PayloadBlocks blocks)
    {
        if (initializer is not null) Payload = Payload.OfObject(initializer, "initializer", blocks, ref _bindings);
    }

    /// <summary>The initializer's bytes; empty where there is none.</summary>
    internal Payload Payload { get; }

    /// <summary>Lets go of the bytes when no worker will need them any more.</summary>
    internal void Release(PayloadBlocks blocks)
    {
        Payload.Release(blocks);
        _bindings?.Dispose();
    }
}
