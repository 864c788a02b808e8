using System.Collections.Concurrent;
using System.Reflection;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>
/// The handle by which functions reach the state of their worker in a <see cref="ProcessPool{TState}"/>. Lambdas capture it, and only a few
/// bytes travel. Each worker has a state of its own, which never travels. Thread-safe; whether the state is thread-safe is up to its type,
/// but a worker runs one task at a time.
/// </summary>
/// <typeparam name="TState">The type of each worker's state.</typeparam>
public sealed class WorkerState<TState> : IWorkerState
{
    private readonly long _pool;

    // Functions that capture this handle and nothing else are the same each time. So they are cached like functions that capture nothing,
    // as long as the handle lives.
    [NonSerialized]
    private readonly ConcurrentDictionary<(MethodInfo Method, Type Form), CachedFunction>? _functions = new();

    internal WorkerState(long pool) => _pool = pool;

    ConcurrentDictionary<(MethodInfo Method, Type Form), CachedFunction>? IWorkerState.Functions => _functions;

    /// <summary>The state of the worker in which this property is read.</summary>
    /// <exception cref="InvalidOperationException">This process is no worker of the pool, or its state is not made yet.</exception>
    public TState Value => OwnState<TState>.Pool == _pool
        ? OwnState<TState>.Value
        : throw new InvalidOperationException(
            $"This process is no worker of the pool whose state this is, so it has no {TypeName.Of(typeof(TState))} here: each worker "
            + "makes its own. Ask for Value within a function that the pool runs.");
}
