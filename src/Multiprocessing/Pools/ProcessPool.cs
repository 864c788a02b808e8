using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;
using Multiprocessing.Pools;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <summary>
/// A pool of processes that run functions: many tasks over few workers, each with a memory of its own. A worker that crashes, is killed, runs for too long or takes too much memory costs the task that it ran, and is replaced;
/// every other task is done. <see cref="RunAsync{TResult}(Func{TResult}, PoolTaskOptions?, CancellationToken)"/> runs one function, <c>MapAsync</c> applies one to many items, <c>IMap</c> does so as a stream.
/// A pool that is disposed of kills its workers; <see cref="Close"/> and <see cref="JoinAsync"/> let them finish. The workers of one that is forgotten end with the program. Thread-safe; the object belongs to the process
/// that made it, and a worker may make pools of its own. (Python: <c>multiprocessing.Pool</c>, <c>concurrent.futures.ProcessPoolExecutor</c>.)
/// </summary>
/// <example><code>
/// await using var pool = new ProcessPool();
/// int[] squares = await pool.MapAsync(static x => x * x, Enumerable.Range(0, 100));
/// </code></example>
[DebuggerDisplay("ProcessPool '{Name}'")]
[RequiresDynamicCode(AheadOfTime.NoChildren)]
public sealed partial class ProcessPool : IDisposable, IAsyncDisposable
{
    private readonly PoolCore _core;

    /// <summary>Makes a pool and starts its workers.</summary>
    /// <param name="options">How it works; null for as many workers as the program has processors.</param>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    /// <exception cref="InvalidOperationException">This process is a daemon, which may not have children.</exception>
    /// <exception cref="ProcessBoundaryException">What the initializer captures cannot cross.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public ProcessPool(ProcessPoolOptions? options = null)
        : this(options ?? new ProcessPoolOptions(), null)
    {
    }

    /// <summary>Makes a pool of so many workers and starts them.</summary>
    /// <param name="workers">How many; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    /// <exception cref="InvalidOperationException">This process is a daemon, which may not have children.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public ProcessPool(int workers)
        : this(new ProcessPoolOptions { Workers = workers })
    {
    }

    internal ProcessPool(ProcessPoolOptions options, Func<WorkerInitializer?, WorkerInitializer>? makeState)
    {
        var initializer = options.Initializer is null && options.Cleanup is null ? null : new ActionInitializer(options.Initializer, options.Cleanup);
        _core = new PoolCore(options, makeState is null ? initializer : makeState(initializer));
    }

    /// <summary>The pool's name.</summary>
    public string Name => _core.Name;

    internal PoolCore Core => _core;

    /// <summary>Takes no more tasks; those that it has are done, then the workers end. (Python: <c>close()</c>.)</summary>
    public void Close() => _core.Close();

    /// <summary>Kills the workers. What is not done fails with <see cref="OperationCanceledException"/>. (Python: <c>terminate()</c>.)</summary>
    public void Terminate() => _core.Terminate();

    /// <summary>Kills the workers, which are replaced. The tasks that run are lost, or tried again where their retry policy allows it. (Python: <c>kill_workers()</c>.)</summary>
    public void KillWorkers() => _core.KillWorkers();

    /// <summary>Waits until all tasks are done and the workers have ended. (Python: <c>join()</c>.)</summary>
    /// <exception cref="InvalidOperationException">The pool still takes tasks: close it first.</exception>
    public void Join()
    {
        RequireClosed();
        _core.Ended.Wait();
    }

    /// <summary>Waits until all tasks are done and the workers have ended.</summary>
    /// <param name="timeout">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <returns>Whether they have.</returns>
    /// <exception cref="InvalidOperationException">The pool still takes tasks: close it first.</exception>
    public bool Join(TimeSpan timeout)
    {
        RequireClosed();
        return _core.Ended.Wait(timeout);
    }

    /// <summary>Waits until all tasks are done and the workers have ended.</summary>
    /// <param name="cancellationToken">Ends the wait, nothing else.</param>
    /// <returns>Completes when they have.</returns>
    /// <exception cref="InvalidOperationException">The pool still takes tasks: close it first.</exception>
    public Task JoinAsync(CancellationToken cancellationToken = default)
    {
        RequireClosed();
        return _core.Ended.WaitAsync(cancellationToken);
    }

    /// <summary>Closes the pool and waits until what it has is done. (Python: <c>shutdown(wait, cancel_futures)</c>.)</summary>
    /// <param name="cancelsWaiting">Whether tasks that have not begun are dropped; they fail with <see cref="OperationCanceledException"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not the pool.</param>
    /// <returns>Completes when the workers have ended.</returns>
    public Task ShutdownAsync(bool cancelsWaiting = false, CancellationToken cancellationToken = default)
    {
        _core.Close();
        if (cancelsWaiting) _core.CancelWaiting();
        return _core.Ended.WaitAsync(cancellationToken);
    }

    /// <summary>What the pool and its workers are doing at this moment.</summary>
    /// <returns>A picture that does not change any more.</returns>
    public ProcessPoolSnapshot GetSnapshot() => _core.GetSnapshot();

    /// <summary>Kills the workers and waits for their end. What is not done fails with <see cref="OperationCanceledException"/>.</summary>
    public void Dispose()
    {
        _core.Terminate();
        _core.Ended.Wait();
    }

    /// <summary>Kills the workers and waits for their end. What is not done fails with <see cref="OperationCanceledException"/>.</summary>
    /// <returns>Completes when they have ended.</returns>
    public async ValueTask DisposeAsync()
    {
        _core.Terminate();
        await _core.Ended.ConfigureAwait(false);
    }

    private void RequireClosed()
    {
        if (_core.IsOpen) throw new InvalidOperationException($"The process pool '{Name}' still takes tasks: close or terminate it before it is joined.");
    }
}
