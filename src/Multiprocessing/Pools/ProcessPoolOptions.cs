using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <summary>Options of a pool of processes, copied when the pool is made. Not thread-safe while they are changed.</summary>
public sealed class ProcessPoolOptions
{
    private static int s_lastPool;

    /// <summary>The pool's name, which is part of its workers' names and its metrics; null for one like <c>ProcessPool-1</c>.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// The largest number of workers, and the smallest too unless <see cref="MinWorkers"/> says otherwise; null for as many as the program
    /// has processors. (Python: <c>processes</c>, <c>max_workers</c>.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int? MaxWorkers
    {
        get;
        set => field = AtLeast(value, 1, nameof(MaxWorkers));
    }

    /// <summary>
    /// The smallest number of workers, where their number follows the work; null for <see cref="MaxWorkers"/>. With 0, all workers end when
    /// there is nothing to do.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int? MinWorkers
    {
        get;
        set => field = AtLeast(value, 0, nameof(MinWorkers));
    }

    /// <summary>
    /// How long a worker has nothing to do before it ends, if there are more than <see cref="MinWorkers"/>; 30 seconds by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan IdleTimeout
    {
        get;
        set => field = Positive(value, nameof(IdleTimeout));
    } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What each worker does before its first task; may capture variables. If it throws several times in a row, the pool breaks. (Python:
    /// <c>initializer</c>, <c>initargs</c>.)
    /// </summary>
    public Action? Initializer { get; set; }

    /// <summary>
    /// What each worker does before an orderly end: when its pool is shut down or disposed of while the worker has nothing to do, or
    /// another worker takes its place. May capture variables; the state of a <see cref="ProcessPool{TState}"/> is disposed of before. Does
    /// not run in a worker that is killed or crashes, nor where the initializer threw. An exception is written to the worker's standard
    /// error and has no other effect.
    /// </summary>
    public Action? Cleanup { get; set; }

    /// <summary>
    /// How long a worker may take to be ready for its first task, from the start of its process to the end of the initializer; 2 minutes by
    /// default. A slower worker is killed, which counts as a failed start. There is no limit where <see cref="WorkerOptions"/> make workers
    /// wait for a debugger.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan WorkerStartTimeLimit
    {
        get;
        set => field = Positive(value, nameof(WorkerStartTimeLimit));
    } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a worker that was asked to end may take, for <see cref="Cleanup"/>, handlers of <see cref="AppDomain.ProcessExit"/>, and
    /// foreground threads that a task has left; 10 seconds by default. A slower worker is killed. Disposing of the pool, or waiting for its
    /// end, takes no longer than this after the last task.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan WorkerEndTimeLimit
    {
        get;
        set => field = Positive(value, nameof(WorkerEndTimeLimit));
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many workers in a row may fail to start, or to run the initializer, before the pool breaks with the last failure; 3 by default.
    /// A worker that was killed from outside during its start counts a tenth.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int MaxStartFailures
    {
        get;
        set => field = AtLeast(value, 1, nameof(MaxStartFailures))!.Value;
    } = 3;

    /// <summary>
    /// The number of tasks after which a worker is replaced by a fresh one; null for never. A chunk is one task. (Python:
    /// <c>maxtasksperchild</c>.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int? MaxTasksPerWorker
    {
        get;
        set => field = AtLeast(value, 1, nameof(MaxTasksPerWorker));
    }

    /// <summary>The age at which a worker is replaced by a fresh one, when the task that it runs is done; null for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan? MaxWorkerAge
    {
        get;
        set => field = value is { } age ? Positive(age, nameof(MaxWorkerAge)) : null;
    }

    /// <summary>
    /// The memory of its own, in bytes, from which a worker is replaced by a fresh one after a task; null for never. Checked at most ten
    /// times a second.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The figure is less than 1 MiB.</exception>
    public long? RecycleAboveBytes
    {
        get;
        set => field = Memory(value, nameof(RecycleAboveBytes));
    }

    /// <summary>
    /// The most memory of its own that a worker may have, in bytes, managed and native; null for any amount. A worker that has more is
    /// killed, and the task that it runs fails with <see cref="InsufficientMemoryException"/>, which names the figures. Checked fifty times
    /// a second while tasks run, so a worker may exceed it for a moment; for a limit of the garbage-collected heap alone, see
    /// <see cref="ProcessOptions.HeapHardLimitBytes"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The figure is less than 1 MiB.</exception>
    public long? MemoryLimitBytes
    {
        get;
        set => field = Memory(value, nameof(MemoryLimitBytes));
    }

    /// <summary>
    /// The options of the pool's tasks, where a view of the pool (<see cref="TaskPool.WithOptions"/>) does not say otherwise.
    /// </summary>
    public TaskOptions TaskOptions
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(TaskOptions));
    } = new();

    /// <summary>
    /// The options with which workers are started, except that their names are the pool's, and that they end with the program.
    /// </summary>
    public ProcessOptions WorkerOptions
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(WorkerOptions));
    } = new();

    /// <summary>
    /// The processors on which each worker may run: the first worker has the first entry, and so on; after the last entry the first one
    /// again. Null for the processors in <see cref="WorkerOptions"/>.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>>? WorkerProcessors { get; set; }

    /// <summary>The largest number of workers.</summary>
    internal int Most => MaxWorkers ?? Math.Max(Environment.ProcessorCount, MinWorkers ?? 0);

    /// <summary>The smallest number of workers.</summary>
    internal int Least => MinWorkers ?? Most;

    internal static string NextName() => $"ProcessPool-{Interlocked.Increment(ref s_lastPool)}";

    internal ProcessPoolOptions Copy() => (ProcessPoolOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">Options contradict each other.</exception>
    internal void Validate()
    {
        if (Name is not null) ProcessName.Check(Name);
        AsyncFunctions.RefuseVoid(Initializer, nameof(Initializer));
        AsyncFunctions.RefuseVoid(Cleanup, nameof(Cleanup));
        if (MinWorkers > Most)
        {
            throw new ArgumentException($"A pool of {Most} workers cannot have at least {MinWorkers}.", nameof(MinWorkers));
        }

        if (WorkerProcessors is { Count: 0 })
        {
            throw new ArgumentException("Name the processors of at least one worker.", nameof(WorkerProcessors));
        }

        foreach (var processors in WorkerProcessors ?? []) new ProcessOptions(WorkerOptions) { Processors = processors }.Validate();
        WorkerOptions.Validate();
    }

    private static int? AtLeast(int? value, int least, string name) =>
        value < least ? throw new ArgumentOutOfRangeException(name, value, $"The number must be at least {least}.") : value;

    private static TimeSpan Positive(TimeSpan value, string name) =>
        value <= TimeSpan.Zero ? throw new ArgumentOutOfRangeException(name, value, "The time must be positive.") : value;

    private static long? Memory(long? value, string name) =>
        value < 1 << 20 ? throw new ArgumentOutOfRangeException(name, value, "A .NET process needs more than 1 MiB.") : value;
}
