namespace Multiprocessing;

/// <summary>What holds for one task of a pool, or for each chunk of a map; null for what the pool's options say. Immutable, hence thread-safe.</summary>
public sealed record PoolTaskOptions
{
    /// <summary>
    /// How long the task may run, from the moment at which a worker begins it. Then a function that takes a token is told by it, and has the grace period to end; any other one, and one that does not end, is killed
    /// with its worker. The task fails with <see cref="TimeoutException"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan? TimeLimit
    {
        get;
        init => field = value is { } limit && limit <= TimeSpan.Zero ? throw new ArgumentOutOfRangeException(nameof(TimeLimit), value, "A time limit must be positive; null is for none.") : value;
    }

    /// <summary>How long a task that was told to end may go on before its worker is killed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan? GracePeriod
    {
        get;
        init => field = value is { } grace && grace < TimeSpan.Zero ? throw new ArgumentOutOfRangeException(nameof(GracePeriod), value, "A grace period must not be negative.") : value;
    }

    /// <summary>Tasks of a higher priority begin before those of a lower one that wait; 0 for most.</summary>
    public int Priority { get; init; }

    /// <summary>Whether the task is tried again when its worker is lost.</summary>
    public RetryPolicy? Retries { get; init; }
}
