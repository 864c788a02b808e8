namespace Multiprocessing.Pools.Functions;

/// <summary>In a worker: what its initializer has made, for the functions of all tasks.</summary>
internal static class WorkerState<TState>
{
    internal static TState Value { get; set; } = default!;
}
