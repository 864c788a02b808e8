using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;
using Multiprocessing.Pools;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing;

/// <summary>
/// Runs functions in other processes: the methods of a <see cref="ProcessPool"/>, of a <see cref="ProcessPool{TState}"/>, and of a view of
/// one. <c>RunAsync</c> runs one function; <c>MapAsync</c> applies one to many items; <c>ForEachAsync</c> does so without results;
/// <c>StreamAsync</c> returns results as they come; <c>Run</c> and <c>Map</c> block their thread. A function has no or one argument and
/// captures the rest; it may be asynchronous, and may take a token. Further options of tasks are set by a view: <see cref="WithOptions"/>.
/// Thread-safe. The object belongs to the process that made it.
/// </summary>
// Priorities settle which overload a call finds: asynchronous functions come before others, so that none binds to an overload whose result
// would be a task; tasks before value tasks, since async lambdas may be either; functions that take a token besides an argument come last,
// since method groups such as Console.WriteLine would fit them too.
[DebuggerDisplay("{GetType().Name,nq} '{Name}'")]
[RequiresDynamicCode(AheadOfTime.NoChildren)]
public abstract partial class TaskPool : IDisposable, IAsyncDisposable
{
    private readonly PoolCore _core;
    private readonly TaskSettings _settings;

    private protected TaskPool(PoolCore core, TaskSettings settings) => (_core, _settings) = (core, settings);

    /// <summary>The pool's name.</summary>
    public string Name => _core.Name;

    internal PoolCore Core => _core;

    /// <summary>Whether disposing of this object ends the pool.</summary>
    private protected virtual bool OwnsPool => true;

    /// <summary>
    /// Returns a view: the same pool, with options for all tasks that are submitted through it. A view may be kept and used again, and may
    /// have views of its own, whose options come before its own. Disposing of a view does nothing; any other end of the pool, such as
    /// <see cref="Terminate"/>, ends this one.
    /// </summary>
    /// <param name="options">The options of the tasks, copied now; a property that is null keeps the value that it has here.</param>
    /// <returns>The view.</returns>
    /// <example><code>
    /// var patient = pool.WithOptions(new() { TimeLimit = TimeSpan.FromMinutes(5), Retries = new() { MaxRetries = 2 } });
    /// var report = await patient.RunAsync(() =&gt; MakeReport(year));
    /// </code></example>
    public TaskPool WithOptions(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TaskPoolView(_core, _settings.With(options));
    }

    /// <summary>Returns what the pool and its workers are doing at this moment.</summary>
    /// <returns>A snapshot, which does not change any more.</returns>
    public PoolSnapshot GetSnapshot() => _core.GetSnapshot();

    /// <summary>
    /// Whether a worker has begun the work that a task stands for, and is not done with it; for a map, the work on any of its items. A task
    /// that waits for a worker does not run, nor does one that is done. (Python: <c>Future.running()</c>.)
    /// </summary>
    /// <param name="task">A task that <c>RunAsync</c>, <c>MapAsync</c>, <c>MapOutcomesAsync</c>, or <c>ForEachAsync</c> over a sequence
    /// returned; any other task does not run here.</param>
    /// <returns>Whether the task runs at this moment. The call takes time in proportion to the tasks that are with workers, not to those
    /// that wait.</returns>
    public bool IsRunning(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return !task.IsCompleted && _core.IsRunning(InnerTasks.Of(task));
    }

    /// <summary>
    /// Kills the workers, which are replaced. Running tasks are lost, or tried again where their retry policy allows it. (Python:
    /// <c>kill_workers()</c>.)
    /// </summary>
    public void KillWorkers() => _core.KillWorkers();

    /// <summary>
    /// Kills the workers that run something, asks the others to end, and waits for nothing. Tasks that are not done are canceled, with an
    /// <see cref="OperationCanceledException"/> that says why. (Python: <c>terminate()</c>, <c>terminate_workers()</c>.)
    /// </summary>
    public void Terminate() => _core.Terminate();

    /// <summary>
    /// Takes no more tasks from now on, and waits until those that the pool has are done and the workers have ended. A stream that has
    /// begun delays this until it is read to its end or left. (Python: <c>shutdown(wait, cancel_futures)</c>; <c>close()</c>, then
    /// <c>join()</c>.)
    /// </summary>
    /// <param name="cancelPending">Whether tasks that have not begun are canceled.</param>
    /// <param name="cancellationToken">Ends the wait; the pool continues to shut down.</param>
    /// <returns>Completes when the workers have ended.</returns>
    public Task ShutdownAsync(bool cancelPending = false, CancellationToken cancellationToken = default)
    {
        _core.Close();
        if (cancelPending) _core.CancelPending();
        return _core.Ended.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Does what <see cref="Terminate"/> does, and waits for the end of the workers. Does nothing for a view. (Python: <c>with Pool()</c>.)
    /// </summary>
    public void Dispose()
    {
        if (OwnsPool)
        {
            _core.Terminate();
            _core.Ended.Wait();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Shuts the pool down as <see cref="ShutdownAsync"/> does: all its tasks are done first, with maps and streams that have begun. To
    /// kill running tasks, call <see cref="Terminate"/> before, or <see cref="Dispose"/> instead. Does nothing for a view. (Python: <c>with
    /// ProcessPoolExecutor()</c>.)
    /// </summary>
    /// <returns>Completes when the workers have ended.</returns>
    public async ValueTask DisposeAsync()
    {
        if (OwnsPool) await ShutdownAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
