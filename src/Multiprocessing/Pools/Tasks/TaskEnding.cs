namespace Multiprocessing.Pools.Tasks;

/// <summary>The reason why a task is ended before it ends by itself.</summary>
internal abstract class TaskEnding
{
    /// <summary>Gives the task its outcome.</summary>
    internal abstract void Apply(WorkItem item);
}

/// <summary>The caller has cancelled the task.</summary>
internal sealed class CancelledEnding(CancellationToken token) : TaskEnding
{
    internal override void Apply(WorkItem item) => item.Cancel(token);
}

/// <summary>The task has run for too long.</summary>
internal sealed class TimeLimitEnding(TimeSpan limit, string worker) : TaskEnding
{
    internal override void Apply(WorkItem item) =>
        item.Lose(new TimeoutException($"{item.Subject} ran for longer than its time limit of {limit} in {worker}, which was told to " +
            "end it, or killed."));
}

/// <summary>The task's worker has taken too much memory.</summary>
internal sealed class MemoryLimitEnding(long used, long limit, string worker) : TaskEnding
{
    internal override void Apply(WorkItem item) =>
        item.Lose(new InsufficientMemoryException($"While it ran {item.Items ?? "the task"}, {worker} used {Mebibytes(used)} MiB of " +
            $"memory, more than its limit of {Mebibytes(limit)} MiB (ProcessPoolOptions.MemoryLimitBytes), and was killed."));

    private static string Mebibytes(long bytes) =>
        (bytes / (double)(1 << 20)).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The pool was terminated.</summary>
internal sealed class TerminatedEnding(string pool) : TaskEnding
{
    internal static OperationCanceledException Failure(string pool) =>
        new($"The process pool '{pool}' was terminated or disposed of before this task was done.");

    internal override void Apply(WorkItem item) => item.Drop(Failure(pool));
}

/// <summary>The pool was shut down, and tasks that had not begun were dropped.</summary>
internal sealed class DroppedEnding(string pool) : TaskEnding
{
    internal static OperationCanceledException Failure(string pool) =>
        new($"The process pool '{pool}' was shut down before this task had begun.");

    internal override void Apply(WorkItem item) => item.Drop(Failure(pool));
}
