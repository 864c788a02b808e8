namespace Multiprocessing;

/// <summary>What a worker of a pool was doing at one moment. Immutable, hence thread-safe.</summary>
public sealed class PoolWorkerSnapshot
{
    internal PoolWorkerSnapshot()
    {
    }

    /// <summary>The worker's number in its pool, from 1; never used again.</summary>
    internal int Number { get; init; }

    /// <summary>The name of its process.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The system's id of its process; null where it had not started.</summary>
    public int? ProcessId { get; internal init; }

    /// <summary>What it was doing.</summary>
    public PoolWorkerState State { get; internal init; }

    /// <summary>How many tasks it had done; a chunk is one task.</summary>
    public long TasksDone { get; internal init; }

    /// <summary>How many tasks it had, begun or about to.</summary>
    public int Tasks { get; internal init; }

    /// <summary>The function of the task that it ran by its place, as in <c>the lambda in Orders.Run</c>; null for none.</summary>
    public string? CurrentTask { get; internal init; }

    /// <summary>For how long it had run that task; null for none.</summary>
    public TimeSpan? RunningFor { get; internal init; }

    /// <summary>How long its threads had run on processors.</summary>
    public TimeSpan ProcessorTime { get; internal init; }

    /// <summary>The memory that it shared with nobody, in bytes.</summary>
    public long PrivateBytes { get; internal init; }
}
