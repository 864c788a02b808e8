namespace Multiprocessing;

/// <summary>How a pool applies a function to many items. Immutable, hence thread-safe.</summary>
public sealed record PoolMapOptions
{
    /// <summary>
    /// How many items a worker gets at once; each chunk is a task. Null lets the pool choose: for a map as many as take some milliseconds, as it finds out, and fewer towards the end; for a stream one. (Python: <c>chunksize</c>.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1.</exception>
    public int? ChunkSize
    {
        get;
        init => field = value is < 1 ? throw new ArgumentOutOfRangeException(nameof(ChunkSize), value, "A chunk has at least one item.") : value;
    }

    /// <summary>
    /// In a stream, how many items may be on their way: taken from the input, and their results not yet taken from the stream. Beyond that no input is read, so the input may be endless. At least 1; 1024 by default,
    /// or eight chunks for each worker where that is more.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    public int? BufferLimit
    {
        get;
        init => field = value is < 1 ? throw new ArgumentOutOfRangeException(nameof(BufferLimit), value, "At least one item must be on its way.") : value;
    }

    /// <summary>How many tasks of this call may be with workers at once; null for as many as there are workers. Each chunk is a task.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int? MaxDegreeOfParallelism
    {
        get;
        init => field = value is < 1 ? throw new ArgumentOutOfRangeException(nameof(MaxDegreeOfParallelism), value, "At least one task must run.") : value;
    }

    /// <summary>What holds for each chunk; null for what the pool's options say.</summary>
    public PoolTaskOptions? Task { get; init; }

    /// <summary>Told how many items are done, after each chunk.</summary>
    public IProgress<int>? Progress { get; init; }
}
