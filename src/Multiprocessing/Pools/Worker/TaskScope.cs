namespace Multiprocessing.Pools.Worker;

/// <summary>
/// What stays live in a task, or in all tasks of one job that run here: the function of a job is built once, so its tokens and progress
/// objects serve each of its tasks.
/// </summary>
internal sealed class TaskScope
{
    private long _task;

    /// <summary>The task that runs; 0 for none.</summary>
    internal long Task
    {
        get => Volatile.Read(ref _task);
        set => Volatile.Write(ref _task, value);
    }

    /// <summary>What cancels the tokens, by their numbers.</summary>
    internal CancellationTokenSource?[] Sources = [];

    /// <summary>Whether there is anything live in it.</summary>
    internal bool IsUsed;
}
