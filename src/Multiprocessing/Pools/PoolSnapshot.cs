namespace Multiprocessing;

/// <summary>The state of a pool at one moment. Immutable, hence thread-safe.</summary>
public sealed class PoolSnapshot
{
    internal PoolSnapshot()
    {
    }

    /// <summary>Whether the pool took tasks: it was not closed, terminated or broken.</summary>
    public bool AcceptsTasks { get; internal init; }

    /// <summary>The exception that says why the pool was broken; null where it was not.</summary>
    public ProcessPoolBrokenException? Failure { get; internal set; }

    /// <summary>The pool's workers, in the order of their numbers.</summary>
    public IReadOnlyList<PoolWorkerSnapshot> Workers { get; internal init; } = [];

    /// <summary>The number of tasks that waited for a worker; a chunk is one task.</summary>
    public int QueuedTasks { get; internal init; }

    /// <summary>The number of tasks that had succeeded.</summary>
    public long CompletedTasks { get; internal init; }

    /// <summary>The number of tasks that had failed or were cancelled.</summary>
    public long FailedTasks { get; internal init; }

    /// <summary>The number of workers that had been lost and replaced.</summary>
    public long Restarts { get; internal init; }
}
