namespace Multiprocessing.Pools.Functions;

/// <summary>In a worker: what its initializer has made, for the functions of all tasks.</summary>
internal static class OwnState<TState>
{
    /// <summary>The number of the pool whose worker this is; 0 where there is no such state.</summary>
    internal static long Pool { get; private set; }

    internal static TState Value { get; private set; } = default!;

    internal static void Set(long pool, TState value) => (Value, Pool) = (value, pool);
}
