namespace Multiprocessing;

/// <summary>The state of a worker of a pool at one moment. Immutable, hence thread-safe.</summary>
public sealed class PoolWorkerSnapshot
{
    internal PoolWorkerSnapshot()
    {
    }

    /// <summary>The worker's number in its pool, from 1; never used again.</summary>
    internal int Number { get; init; }

    /// <summary>The name of the worker's process.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The system's id of the worker's process; null where it had not started.</summary>
    public int? ProcessId { get; internal init; }

    /// <summary>The state of the worker.</summary>
    public PoolWorkerState State { get; internal init; }

    /// <summary>The number of tasks that the worker had done; a chunk is one task.</summary>
    public long TasksDone { get; internal init; }

    /// <summary>The number of tasks that the worker had, begun or not.</summary>
    public int Tasks { get; internal init; }

    /// <summary>
    /// The function of the task that the worker ran, named by its place, as in <c>the lambda in Orders.Run</c>; null for none.
    /// </summary>
    public string? CurrentTask { get; internal init; }

    /// <summary>How long the worker had run that task; null for none.</summary>
    public TimeSpan? RunningFor { get; internal init; }

    /// <summary>The processor time of the worker's threads.</summary>
    public TimeSpan ProcessorTime { get; internal init; }

    /// <summary>The memory that the worker shared with no other process, in bytes.</summary>
    public long PrivateBytes { get; internal init; }
}
