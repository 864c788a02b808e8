namespace Multiprocessing;

/// <summary>What a pool was doing at one moment. Immutable, hence thread-safe.</summary>
public sealed record ProcessPoolSnapshot
{
    /// <summary>The pool's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it took tasks: it was neither closed, nor terminated, nor broken.</summary>
    public required bool AcceptsTasks { get; init; }

    /// <summary>Why it was broken; null where it was not.</summary>
    public required ProcessPoolBrokenException? Breakage { get; init; }

    /// <summary>Its workers, in the order of their numbers.</summary>
    public required IReadOnlyList<PoolWorkerSnapshot> Workers { get; init; }

    /// <summary>How many tasks waited for a worker; a chunk is one task.</summary>
    public required int QueuedTasks { get; init; }

    /// <summary>How many tasks were with workers, begun or about to.</summary>
    public required int SentTasks { get; init; }

    /// <summary>How many tasks had a result.</summary>
    public required long CompletedTasks { get; init; }

    /// <summary>How many tasks had failed or were cancelled.</summary>
    public required long FailedTasks { get; init; }

    /// <summary>How many workers had been lost and replaced.</summary>
    public required long Restarts { get; init; }
}
