namespace Multiprocessing.Pools.Tasks;

/// <summary>The states of a task.</summary>
internal enum WorkItemState
{
    /// <summary>The task is in the pool's queue.</summary>
    Queued,

    /// <summary>The task is with a worker, begun or not.</summary>
    Sent,

    /// <summary>The task has failed, and waits for its next try, or for the decision whether there is one.</summary>
    Paused,

    /// <summary>The task has its outcome.</summary>
    Done,
}
