using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <summary>
/// A pool whose workers each make something once, before their first task, and hand it to every function that they run: a model that was loaded, a connection, a cache. All else of it is in <see cref="Pool"/>. Thread-safe.
/// </summary>
/// <typeparam name="TState">What each worker has of its own; it never travels.</typeparam>
/// <example><code>
/// await using var pool = new ProcessPool&lt;Model&gt;(static () => Model.Load("model.bin"));
/// var label = await pool.RunAsync(static (model, picture) => model.Classify(picture), bytes);
/// </code></example>
[RequiresDynamicCode(AheadOfTime.NoChildren)]
public sealed partial class ProcessPool<TState> : IDisposable, IAsyncDisposable
{
    private readonly ProcessPool _pool;

    /// <summary>Makes a pool and starts its workers.</summary>
    /// <param name="makeState">Makes a worker's state, in the worker, after the initializer of the options. It may capture what it needs.</param>
    /// <param name="options">How the pool works; null for as many workers as the program has processors.</param>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    /// <exception cref="InvalidOperationException">This process is a daemon, which may not have children.</exception>
    /// <exception cref="ProcessBoundaryException">What the initializer or the function captures cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public ProcessPool(Func<TState> makeState, ProcessPoolOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(makeState);
        _pool = new ProcessPool(options ?? new ProcessPoolOptions(), before => new StateInitializer<TState>(makeState, before));
    }

    /// <summary>The pool without the state: its end, its snapshot, functions that need no state.</summary>
    public ProcessPool Pool => _pool;

    /// <summary>Kills the workers and waits for their end. What is not done fails with <see cref="OperationCanceledException"/>.</summary>
    public void Dispose() => _pool.Dispose();

    /// <summary>Kills the workers and waits for their end. What is not done fails with <see cref="OperationCanceledException"/>.</summary>
    /// <returns>Completes when they have ended.</returns>
    public ValueTask DisposeAsync() => _pool.DisposeAsync();
}
