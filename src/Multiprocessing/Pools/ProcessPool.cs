using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;
using Multiprocessing.Pools;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <summary>
/// A pool of processes that run functions: many tasks over few workers, each with its own memory. A worker that crashes, is killed, runs
/// for too long or takes too much memory loses the task that it ran, and is replaced; all other tasks are done. The methods that run
/// functions are the same for all pools: <see cref="TaskPool"/>. The workers of a forgotten pool end with the program. Thread-safe. The
/// object belongs to the process that made it, and a worker may make pools of its own. (Python: <c>multiprocessing.Pool</c>,
/// <c>concurrent.futures.ProcessPoolExecutor</c>.)
/// </summary>
/// <example><code>
/// await using var pool = new ProcessPool();
/// int[] squares = await pool.MapAsync(static x =&gt; x * x, Enumerable.Range(0, 100));
/// </code></example>
[RequiresDynamicCode(AheadOfTime.NoChildren)]
public sealed class ProcessPool : TaskPool
{
    /// <summary>Makes a pool and starts its workers.</summary>
    /// <param name="options">The options of the pool; null for as many workers as the program has processors.</param>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    /// <exception cref="InvalidOperationException">This process is a daemon, which may not have children.</exception>
    /// <exception cref="ProcessBoundaryException">A variable that the initializer captures cannot cross a process border.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public ProcessPool(ProcessPoolOptions? options = null)
        : this(MakeCore(options, null))
    {
    }

    /// <summary>Makes a pool with this number of workers and starts them.</summary>
    /// <param name="maxWorkers">The number of workers; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    /// <exception cref="InvalidOperationException">This process is a daemon, which may not have children.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public ProcessPool(int maxWorkers)
        : this(new ProcessPoolOptions { MaxWorkers = maxWorkers })
    {
    }

    private ProcessPool(PoolCore core)
        : base(core, core.Settings)
    {
    }

    /// <param name="options">The options of the pool.</param>
    /// <param name="makeState">Makes the initializer that makes a worker's state, after the given initializer; null for none.</param>
    internal static PoolCore MakeCore(ProcessPoolOptions? options, Func<WorkerInitializer?, WorkerInitializer>? makeState)
    {
        options ??= new ProcessPoolOptions();
        var initializer = options.Initializer is null && options.Cleanup is null ? null
            : new ActionInitializer(options.Initializer, options.Cleanup);
        return new PoolCore(options, makeState is null ? initializer : makeState(initializer));
    }
}
