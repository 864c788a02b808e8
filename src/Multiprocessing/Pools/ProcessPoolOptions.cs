using Multiprocessing.Pools.Functions;

namespace Multiprocessing;

/// <summary>How a pool of processes works. It is copied when the pool is made. Not thread-safe while it is changed.</summary>
public sealed class ProcessPoolOptions
{
    private static int s_lastPool;

    /// <summary>The pool's name, which its workers' names and its metrics have; null for one like <c>ProcessPool-1</c>.</summary>
    public string? Name { get; set; }

    /// <summary>How many workers there are at most, and at least too unless <see cref="MinWorkers"/> says otherwise; null for as many as
    /// the program has processors. (Python: <c>processes</c>, <c>max_workers</c>.)</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int? MaxWorkers
    {
        get;
        set => field = AtLeast(value, 1, nameof(MaxWorkers));
    }

    /// <summary>How many workers there are at least, where their number follows the work; null for <see cref="MaxWorkers"/>. 0 lets all of
    /// them go when there is nothing to do.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int? MinWorkers
    {
        get;
        set => field = AtLeast(value, 0, nameof(MinWorkers));
    }

    /// <summary>How long a worker has nothing to do before it is let go, if there are more than <see cref="MinWorkers"/>. 30 seconds by
    /// default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan IdleTimeout
    {
        get;
        set => field = Positive(value, nameof(IdleTimeout));
    } = TimeSpan.FromSeconds(30);

    /// <summary>What each worker does before its first task; it may capture what it needs. If it throws time after time, the pool breaks.
    /// (Python: <c>initializer</c>, <c>initargs</c>.)</summary>
    public Action? Initializer { get; set; }

    /// <summary>
    /// What each worker does before it ends well: when its pool is shut down or disposed of while it has nothing to do, or another worker
    /// takes its place. It may capture what it needs; the state of a <see cref="ProcessPool{TState}"/>
    /// is disposed of before. It does not run in a worker that is killed or crashes, nor where the initializer threw. What it throws is
    /// written to the worker's standard error, and harms nobody.
    /// </summary>
    public Action? Cleanup { get; set; }

    /// <summary>
    /// How long a worker may take to be ready for its first task, from the start of its process to the end of the initializer; 2 minutes by
    /// default. Then it is killed, which counts as a start that failed.
    /// There is no limit where <see cref="WorkerOptions"/> have workers wait for a debugger.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan WorkerStartTimeLimit
    {
        get;
        set => field = Positive(value, nameof(WorkerStartTimeLimit));
    } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a worker that was asked to end may take for it: for <see cref="Cleanup"/>, handlers of <see cref="AppDomain.ProcessExit"/>,
    /// foreground threads that a task has left. Then it is killed. 10 seconds by default. Whoever
    /// disposes of the pool or waits for its end waits no longer than that, after the last task.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan WorkerEndTimeLimit
    {
        get;
        set => field = Positive(value, nameof(WorkerEndTimeLimit));
    } = TimeSpan.FromSeconds(10);

    /// <summary>How often in a row workers may fail to start, or to run the initializer, before the pool breaks with what went wrong; 3 by
    /// default. A worker that somebody kills then counts a tenth.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int MaxStartFailures
    {
        get;
        set => field = AtLeast(value, 1, nameof(MaxStartFailures))!.Value;
    } = 3;

    /// <summary>After how many tasks a worker is replaced by a fresh one; null for never. A chunk is one task. (Python:
    /// <c>maxtasksperchild</c>.)</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int? MaxTasksPerWorker
    {
        get;
        set => field = AtLeast(value, 1, nameof(MaxTasksPerWorker));
    }

    /// <summary>After what time a worker is replaced by a fresh one, when the task that it runs then is done; null for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan? MaxWorkerAge
    {
        get;
        set => field = value is { } age ? Positive(age, nameof(MaxWorkerAge)) : null;
    }

    /// <summary>A worker that has this much memory of its own after a task, in bytes, is replaced by a fresh one; null for never. It is
    /// looked at ten times a second at most.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The figure is less than 1 MiB.</exception>
    public long? RecycleAboveBytes
    {
        get;
        set => field = Memory(value, nameof(RecycleAboveBytes));
    }

    /// <summary>
    /// How much memory of its own a worker may have, in bytes, managed and native; null for any amount. One that has more is killed, and
    /// the task that it runs fails with <see cref="InsufficientMemoryException"/>, which names
    /// the figures. It is looked at fifty times a second while tasks run, so a little more may be taken for a moment; a limit of the heap
    /// alone is in <see cref="ProcessOptions.HeapHardLimitBytes"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The figure is less than 1 MiB.</exception>
    public long? MemoryLimitBytes
    {
        get;
        set => field = Memory(value, nameof(MemoryLimitBytes));
    }

    /// <summary>What holds for the tasks of the pool, where a view of it (<see cref="TaskPool.WithOptions"/>) does not say
    /// otherwise.</summary>
    public TaskOptions TaskOptions
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(TaskOptions));
    } = new();

    /// <summary>How the workers are started. Their names are the pool's, and they end with the program, whatever this says of
    /// that.</summary>
    public ProcessOptions WorkerOptions
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(WorkerOptions));
    } = new();

    /// <summary>The processors that each worker may run on: the first worker has the first entry, and so on, round and round. Null for what
    /// <see cref="WorkerOptions"/> say.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? WorkerProcessors { get; set; }

    /// <summary>How many workers there are at most.</summary>
    internal int Most => MaxWorkers ?? Math.Max(Environment.ProcessorCount, MinWorkers ?? 0);

    /// <summary>How many there are at least.</summary>
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
