namespace Multiprocessing;

/// <summary>What a pool was doing at one moment. Immutable, hence thread-safe.</summary>
public sealed class PoolSnapshot
{
    internal PoolSnapshot()
    {
    }

    /// <summary>Whether it took tasks: it was neither closed, nor terminated, nor broken.</summary>
    public bool AcceptsTasks { get; internal init; }

    /// <summary>Why it was broken; null where it was not.</summary>
    public ProcessPoolBrokenException? Failure { get; internal set; }

    /// <summary>Its workers, in the order of their numbers.</summary>
    public IReadOnlyList<PoolWorkerSnapshot> Workers { get; internal init; } = [];

    /// <summary>How many tasks waited for a worker; a chunk is one task.</summary>
    public int QueuedTasks { get; internal init; }

    /// <summary>How many tasks had a result.</summary>
    public long CompletedTasks { get; internal init; }

    /// <summary>How many tasks had failed or were cancelled.</summary>
    public long FailedTasks { get; internal init; }

    /// <summary>How many workers had been lost and replaced.</summary>
    public long Restarts { get; internal init; }
}
