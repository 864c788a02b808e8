namespace Multiprocessing.Pools;

/// <summary>The phases of a worker's life.</summary>
internal enum WorkerPhase
{
    /// <summary>The worker's process starts, and runs the initializer.</summary>
    Starting,

    /// <summary>The worker takes tasks.</summary>
    Ready,

    /// <summary>The worker finishes the tasks that it has, and then ends.</summary>
    Retiring,

    /// <summary>The worker is being killed.</summary>
    Killed,
}
