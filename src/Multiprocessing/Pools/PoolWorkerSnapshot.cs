namespace Multiprocessing;

/// <summary>What a worker of a pool was doing at one moment. Immutable, hence thread-safe.</summary>
public sealed record PoolWorkerSnapshot
{
    /// <summary>The worker's number in its pool, from 1; never used again.</summary>
    public required int Number { get; init; }

    /// <summary>The name of its process.</summary>
    public required string Name { get; init; }

    /// <summary>The system's id of its process; null where it had not started.</summary>
    public required int? ProcessId { get; init; }

    /// <summary>What it was doing.</summary>
    public required PoolWorkerState State { get; init; }

    /// <summary>How many tasks it had done; a chunk is one task.</summary>
    public required long TasksDone { get; init; }

    /// <summary>How many tasks it had, begun or about to.</summary>
    public required int Tasks { get; init; }

    /// <summary>The function of the task that it ran by its place, as in <c>the lambda in Orders.Run</c>; null for none.</summary>
    public required string? CurrentTask { get; init; }

    /// <summary>For how long it had run that task; null for none.</summary>
    public required TimeSpan? RunningFor { get; init; }

    /// <summary>How long its threads had run on processors.</summary>
    public required TimeSpan ProcessorTime { get; init; }

    /// <summary>The memory that it shared with nobody, in bytes.</summary>
    public required long PrivateBytes { get; init; }

    /// <summary>How old it was.</summary>
    public required TimeSpan Age { get; init; }
}
