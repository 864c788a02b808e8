namespace Multiprocessing.Pools.Functions;

/// <summary>The state that a worker's initializer has made, for the functions of all tasks. Used in workers.</summary>
internal static class OwnState<TState>
{
    /// <summary>The number of the pool to which this worker belongs; 0 where there is no such state.</summary>
    internal static long Pool { get; private set; }

    internal static TState Value { get; private set; } = default!;

    internal static void Set(long pool, TState value) => (Value, Pool) = (value, pool);
}
