namespace Multiprocessing;

/// <summary>What a worker of a pool is doing.</summary>
public enum PoolWorkerState
{
    /// <summary>Its process starts, or runs the initializer.</summary>
    Starting,

    /// <summary>It waits for a task.</summary>
    Idle,

    /// <summary>It runs a task.</summary>
    Busy,

    /// <summary>It ends, or is being killed.</summary>
    Stopping,
}
