using System.Collections.Concurrent;
using System.Reflection;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>
/// The state of the workers of a <see cref="ProcessPool{TState}"/>, as functions reach it: a handle that lambdas capture, and that is a few
/// bytes where it travels. Each worker has a state of its own, which never travels.
/// Thread-safe; what the state allows is its own affair, but a worker runs one task at a time.
/// </summary>
/// <typeparam name="TState">What each worker has of its own.</typeparam>
public sealed class WorkerState<TState> : IWorkerState
{
    private readonly long _pool;

    // Functions that capture this handle and nothing else are the same each time, so they are known to workers like those that capture
    // nothing: for as long as the handle lives.
    [NonSerialized]
    private readonly ConcurrentDictionary<(MethodInfo Method, Type Form), CachedFunction>? _functions = new();

    internal WorkerState(long pool) => _pool = pool;

    ConcurrentDictionary<(MethodInfo Method, Type Form), CachedFunction>? IWorkerState.Functions => _functions;

    /// <summary>The state of the worker that this is asked in.</summary>
    /// <exception cref="InvalidOperationException">This process is no worker of the pool, or its state is not made yet.</exception>
    public TState Value => OwnState<TState>.Pool == _pool
        ? OwnState<TState>.Value
        : throw new InvalidOperationException(
            $"This process is no worker of the pool whose state this is, so it has no {TypeName.Of(typeof(TState))} here: each worker "
            + "makes its own. Ask for Value within a function that the pool runs.");
}
