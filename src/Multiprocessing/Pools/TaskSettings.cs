using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>The settings of tasks that are submitted through one object: options that do not change any more. Immutable.</summary>
internal sealed class TaskSettings
{
    private static readonly TimeSpan s_gracePeriod = TimeSpan.FromSeconds(5);

    internal TaskSettings(TaskOptions options)
        : this(options, new TaskRules(null, s_gracePeriod, 0, new RetryPolicy()))
    {
    }

    private TaskSettings(TaskOptions options, TaskRules below)
    {
        Rules = new TaskRules(
            options.TimeLimit is { } limit ? limit == Timeout.InfiniteTimeSpan ? null : limit : below.TimeLimit,
            options.GracePeriod ?? below.GracePeriod,
            options.Priority ?? below.Priority,
            options.Retries?.Copy() ?? below.Retries);
        (ChunkSize, BufferLimit, MaxDegreeOfParallelism) = (options.ChunkSize, options.BufferLimit, options.MaxDegreeOfParallelism);
        (Progress, Ordered) = (options.Progress, options.Ordered ?? true);
    }

    private TaskSettings(TaskOptions options, TaskSettings below)
        : this(options, below.Rules)
    {
        ChunkSize ??= below.ChunkSize;
        BufferLimit ??= below.BufferLimit;
        MaxDegreeOfParallelism ??= below.MaxDegreeOfParallelism;
        Progress ??= below.Progress;
        Ordered = options.Ordered ?? below.Ordered;
    }

    /// <summary>The rules that each task carries.</summary>
    internal TaskRules Rules { get; }

    /// <summary>The number of items in a chunk; null lets the pool choose.</summary>
    internal int? ChunkSize { get; }

    /// <summary>The largest number of items of a stream on their way; null lets the pool choose.</summary>
    internal int? BufferLimit { get; }

    /// <summary>The largest number of tasks of one call with workers at once; null for any number.</summary>
    internal int? MaxDegreeOfParallelism { get; }

    /// <summary>Receives the number of items that are done.</summary>
    internal IProgress<int>? Progress { get; }

    /// <summary>Whether a stream's results come in the order of the items.</summary>
    internal bool Ordered { get; }

    /// <summary>Returns the given options, with these settings where they are silent.</summary>
    internal TaskSettings With(TaskOptions options) => new(options, this);
}
