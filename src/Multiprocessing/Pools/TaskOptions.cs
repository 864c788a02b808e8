namespace Multiprocessing;

/// <summary>
/// What holds for tasks of a pool: for all of them by <see cref="ProcessPoolOptions.TaskOptions"/>, for some by
/// <see cref="TaskPool.WithOptions"/>. What is null stays as it is elsewhere: a view's options come before those of
/// what it is a view of, and those before the pool's. They are copied when they are given. Not thread-safe while they are changed.
/// </summary>
public sealed class TaskOptions
{
    /// <summary>
    /// How long a task may run, from the moment at which a worker begins it. Then a function that takes a token is told by it, and has the
    /// grace period to end; any other one, and one that does not end, is killed
    /// with its worker. The task fails with <see cref="TimeoutException"/>. Null, or <see cref="Timeout.InfiniteTimeSpan"/> where other
    /// options set a limit, for any time.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan? TimeLimit
    {
        get;
        set => field = value is { } limit && limit != Timeout.InfiniteTimeSpan && limit <= TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(nameof(TimeLimit), value, "A time limit must be positive.") : value;
    }

    /// <summary>How long a task that was told to end may go on before its worker is killed; 5 seconds where nobody says
    /// otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan? GracePeriod
    {
        get;
        set => field = value is { } grace && grace < TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(nameof(GracePeriod), value, "A grace period must not be negative.") : value;
    }

    /// <summary>Tasks of a higher priority begin before those of a lower one that wait; 0 where nobody says otherwise.</summary>
    public int? Priority { get; set; }

    /// <summary>Whether a task is tried again when its worker is lost; it is not where nobody says otherwise.</summary>
    public RetryPolicy? Retries { get; set; }

    /// <summary>
    /// How many items a worker gets at once; each chunk is a task. Null lets the pool choose: for a map as many as take some milliseconds,
    /// as it finds out, and fewer towards the end; for a stream one. (Python: <c>chunksize</c>.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
    public int? ChunkSize
    {
        get;
        set => field = value is < 1
            ? throw new ArgumentOutOfRangeException(nameof(ChunkSize), value, "A chunk has at least one item.") : value;
    }

    /// <summary>
    /// In a stream, how many items may be on their way: taken from the input, and their results not yet taken from the stream. Beyond that
    /// no input is read, so the input may be endless. At least 1; 1024 by default,
    /// or eight chunks for each worker where that is more. (Python: <c>buffersize</c>.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    public int? BufferLimit
    {
        get;
        set => field = value is < 1
            ? throw new ArgumentOutOfRangeException(nameof(BufferLimit), value, "At least one item must be on its way.") : value;
    }

    /// <summary>In maps and streams, how many tasks of one call may be with workers at once; null for as many as there are workers. Each
    /// chunk is a task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int? MaxDegreeOfParallelism
    {
        get;
        set => field = value is < 1
            ? throw new ArgumentOutOfRangeException(nameof(MaxDegreeOfParallelism), value, "At least one task must run.") : value;
    }

    /// <summary>Whether a stream gives its results in the order of the items, which is so by default, or as they come. (Python:
    /// <c>imap</c>, <c>imap_unordered</c>.)</summary>
    public bool? Ordered { get; set; }

    /// <summary>In maps and streams, told how many items are done, after each chunk.</summary>
    public IProgress<int>? Progress { get; set; }
}
