namespace Multiprocessing.Pools.Worker;

/// <summary>
/// The live objects of a task, or of all tasks of one job that run here: the function of a job is built once, so its tokens and progress
/// objects serve each of the job's tasks.
/// </summary>
internal sealed class TaskScope
{
    private long _task;

    /// <summary>The number of the running task; 0 for none.</summary>
    internal long Task
    {
        get => Volatile.Read(ref _task);
        set => Volatile.Write(ref _task, value);
    }

    /// <summary>The sources of the tokens, by their numbers.</summary>
    internal CancellationTokenSource?[] Sources = [];

    /// <summary>Whether there are any live objects.</summary>
    internal bool IsUsed;
}
