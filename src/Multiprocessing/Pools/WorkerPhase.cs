namespace Multiprocessing.Pools;

/// <summary>Where a worker is in its life.</summary>
internal enum WorkerPhase
{
    /// <summary>Its process starts, and runs the initializer.</summary>
    Starting,

    /// <summary>It takes tasks.</summary>
    Ready,

    /// <summary>It finishes the tasks that it has, and then ends.</summary>
    Retiring,

    /// <summary>It is being killed.</summary>
    Killed,
}
