namespace Multiprocessing;

/// <summary>The state of a worker of a pool.</summary>
public enum PoolWorkerState
{
    /// <summary>The worker's process starts, or runs the initializer.</summary>
    Starting,

    /// <summary>The worker waits for a task.</summary>
    Idle,

    /// <summary>The worker runs a task.</summary>
    Busy,

    /// <summary>The worker ends, or is being killed.</summary>
    Stopping,
}
