namespace Multiprocessing.Pools.Tasks;

/// <summary>Where a task is.</summary>
internal enum WorkItemState
{
    /// <summary>In the pool's queue.</summary>
    Queued,

    /// <summary>With a worker, begun or not.</summary>
    Sent,

    /// <summary>It has failed, and waits for its next try, or for the word whether there is one.</summary>
    Paused,

    /// <summary>It has its outcome.</summary>
    Done,
}
