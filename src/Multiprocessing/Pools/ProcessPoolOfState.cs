using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;
using Multiprocessing.Pools;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <summary>
/// A pool whose workers each make a state once, before their first task: a loaded model, a connection, a cache. Functions reach it by the
/// handle <see cref="State"/>, which they capture as a local variable; all else is as in every <see cref="TaskPool"/>. Thread-safe.
/// </summary>
/// <typeparam name="TState">The type of each worker's state; the state never travels.</typeparam>
/// <example><code>
/// await using var pool = new ProcessPool&lt;Model&gt;(static () =&gt; Model.Load("model.bin"));
/// var model = pool.State;
/// string[] labels = await pool.MapAsync(picture =&gt; model.Value.Classify(picture), pictures);
/// </code></example>
[RequiresDynamicCode(AheadOfTime.NoChildren)]
public sealed class ProcessPool<TState> : TaskPool
{
    /// <summary>Makes a pool and starts its workers.</summary>
    /// <param name="makeState">Makes a worker's state, in the worker, after the initializer of the options. May capture variables.</param>
    /// <param name="options">The options of the pool; null for as many workers as the program has processors.</param>
    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    /// <exception cref="InvalidOperationException">This process is a daemon, which may not have children.</exception>
    /// <exception cref="ProcessBoundaryException">A variable that the initializer or the function captures cannot cross a process
    /// border.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public ProcessPool(Func<TState> makeState, ProcessPoolOptions? options = null)
        : this(makeState, options, Random.Shared.NextInt64(1, long.MaxValue))
    {
    }

    // The number tells this pool's states from those of other pools, in every process.
    private ProcessPool(Func<TState> makeState, ProcessPoolOptions? options, long number)
        : this(MakeCore(makeState, options, number), number)
    {
    }

    private ProcessPool(PoolCore core, long number)
        : base(core, core.Settings) => State = new WorkerState<TState>(number);

    /// <summary>
    /// The handle by which functions reach the state of the worker that runs them: put it into a local variable that the lambda captures.
    /// </summary>
    public WorkerState<TState> State { get; }

    private static PoolCore MakeCore(Func<TState> makeState, ProcessPoolOptions? options, long number)
    {
        ArgumentNullException.ThrowIfNull(makeState);
        return ProcessPool.MakeCore(options, before => new StateInitializer<TState>(makeState, number, before));
    }
}
