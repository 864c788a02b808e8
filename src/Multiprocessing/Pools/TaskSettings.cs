using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>What holds for the tasks that are submitted by one object: options that do not change any more. Immutable.</summary>
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

    /// <summary>What each task is told.</summary>
    internal TaskRules Rules { get; }

    /// <summary>How many items a task gets at once; null lets the pool choose.</summary>
    internal int? ChunkSize { get; }

    /// <summary>How many items of a stream are on their way at most; null lets the pool choose.</summary>
    internal int? BufferLimit { get; }

    /// <summary>How many tasks of one call may be with workers at once; null for any number.</summary>
    internal int? MaxDegreeOfParallelism { get; }

    /// <summary>Told how many items are done.</summary>
    internal IProgress<int>? Progress { get; }

    /// <summary>Whether a stream's results come in the order of the items.</summary>
    internal bool Ordered { get; }

    /// <summary>These, where the options do not say otherwise.</summary>
    internal TaskSettings With(TaskOptions options) => new(options, this);
}
