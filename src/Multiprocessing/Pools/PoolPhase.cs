namespace Multiprocessing.Pools;

/// <summary>Where a pool is in its life.</summary>
internal enum PoolPhase
{
    /// <summary>It takes tasks.</summary>
    Open,

    /// <summary>It finishes what it has, and takes no more.</summary>
    Closed,

    /// <summary>It has no workers, and gets none.</summary>
    Broken,

    /// <summary>Its workers are killed.</summary>
    Terminated,
}
