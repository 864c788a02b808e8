namespace Multiprocessing.Pools;

/// <summary>The phases of a pool's life.</summary>
internal enum PoolPhase
{
    /// <summary>The pool takes tasks.</summary>
    Open,

    /// <summary>The pool finishes the tasks that it has, and takes no more.</summary>
    Closed,

    /// <summary>The pool has no workers, and gets none.</summary>
    Broken,

    /// <summary>The pool's workers are killed.</summary>
    Terminated,
}
