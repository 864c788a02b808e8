namespace Multiprocessing;

/// <summary>
/// Options of tasks of a pool: of all tasks by <see cref="ProcessPoolOptions.TaskOptions"/>, of some by <see cref="TaskPool.WithOptions"/>.
/// A property that is null takes its value from elsewhere: a view's options come before those of the view or pool from which it was made,
/// down to the pool's. Copied when they are given. Not thread-safe while they are changed.
/// </summary>
public sealed class TaskOptions
{
    /// <summary>
    /// How long a task may run, from the moment at which a worker begins it. When the time is over, a function that takes a token is told
    /// by that, and has the grace period to end; a function that takes none, or does not end, is killed with its worker. The task fails
    /// with <see cref="TimeoutException"/>. Null for no limit, or <see cref="Timeout.InfiniteTimeSpan"/> where other options set one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public TimeSpan? TimeLimit
    {
        get;
        set => field = value is { } limit && limit != Timeout.InfiniteTimeSpan && limit <= TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(nameof(TimeLimit), value, "A time limit must be positive.") : value;
    }

    /// <summary>How long a task that was told to end may go on before its worker is killed; 5 seconds by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan? GracePeriod
    {
        get;
        set => field = value is { } grace && grace < TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(nameof(GracePeriod), value, "A grace period must not be negative.") : value;
    }

    /// <summary>The priority of a task: higher ones begin before lower ones that wait; 0 by default.</summary>
    public int? Priority { get; set; }

    /// <summary>Whether and how a task is tried again when its worker is lost; never by default.</summary>
    public RetryPolicy? Retries { get; set; }

    /// <summary>
    /// How many items a worker gets at once; each chunk is a task. Null lets the pool choose: in a map as many as take some milliseconds,
    /// which it measures, and fewer towards the end; in a stream one. (Python: <c>chunksize</c>.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
    public int? ChunkSize
    {
        get;
        set => field = value is < 1
            ? throw new ArgumentOutOfRangeException(nameof(ChunkSize), value, "A chunk has at least one item.") : value;
    }

    /// <summary>
    /// How many items of a stream may be on their way: taken from the input, and their results not yet taken from the stream. No more input
    /// is read beyond that, so the input may be endless. At least 1; by default 1024, or eight chunks for each worker where that is more.
    /// (Python: <c>buffersize</c>.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    public int? BufferLimit
    {
        get;
        set => field = value is < 1
            ? throw new ArgumentOutOfRangeException(nameof(BufferLimit), value, "At least one item must be on its way.") : value;
    }

    /// <summary>
    /// In maps and streams, how many tasks of one call may be with workers at once; null for as many as there are workers. Each chunk is a
    /// task.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int? MaxDegreeOfParallelism
    {
        get;
        set => field = value is < 1
            ? throw new ArgumentOutOfRangeException(nameof(MaxDegreeOfParallelism), value, "At least one task must run.") : value;
    }

    /// <summary>
    /// Whether a stream returns its results in the order of the items, as by default, or as they come. (Python: <c>imap</c>,
    /// <c>imap_unordered</c>.)
    /// </summary>
    public bool? Ordered { get; set; }

    /// <summary>Receives the number of items that are done, after each chunk of a map or a stream.</summary>
    public IProgress<int>? Progress { get; set; }
}
