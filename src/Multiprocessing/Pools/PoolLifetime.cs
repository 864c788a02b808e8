using System.Diagnostics;
using Multiprocessing.Pools.Tasks;
using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools;

/// <summary>
/// Where a pool is in its life, which jobs its end waits for, and why it takes nothing more. Guarded by the pool's lock.
/// </summary>
internal sealed class PoolLifetime(Lock poolLock, string name)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<ProcessPoolBrokenException>? _whyBroken;
    private int _jobs;

    // What jobs have not submitted yet is dropped too.
    private bool _dropsPending;

    /// <summary>Completes when the pool takes no more tasks and all its workers have ended.</summary>
    internal Task Ended => _ended.Task;

    internal PoolPhase Phase { get; private set; }

    /// <summary>Whether tasks still get to workers, and workers that are lost are replaced.</summary>
    internal bool IsServing => Phase is PoolPhase.Open or PoolPhase.Closed;

    /// <summary>Whether there are jobs that may submit more tasks, which are taken.</summary>
    internal bool AwaitsJobs => _jobs > 0 && !_dropsPending;

    /// <summary>Why the pool has no workers and gets none; null where that is not so.</summary>
    internal Func<ProcessPoolBrokenException>? WhyBroken => Phase == PoolPhase.Broken ? _whyBroken : null;

    /// <summary>Makes an exception of its own for each task that a broken pool does not do. Called outside the lock.</summary>
    internal ProcessPoolBrokenException BrokenFailure() => _whyBroken!();

    /// <summary>Says why nothing more is taken; null where something is. The exception is made outside the lock: the initializer's is
    /// rebuilt, which is the user's code.</summary>
    /// <param name="isOfJob">Whether what is to be taken belongs to a job that was begun before.</param>
    internal Func<Exception>? WhyOver_NeedsLock(bool isOfJob)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        return Phase switch
        {
            PoolPhase.Broken => _whyBroken,
            PoolPhase.Terminated when isOfJob => () => TerminatedEnding.Failure(name),
            PoolPhase.Terminated => () => new ObjectDisposedException(nameof(ProcessPool), $"The process pool '{name}' was terminated or " +
                "disposed of."),
            PoolPhase.Closed when isOfJob && _dropsPending => () => DroppedEnding.Failure(name),
            PoolPhase.Closed when !isOfJob => () => new InvalidOperationException($"The process pool '{name}' is closed: it takes no " +
                "more tasks."),
            _ => null,
        };
    }

    internal void BeginJob_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        _jobs++;
    }

    internal void EndJob_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        _jobs--;
    }

    internal void Close_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (Phase == PoolPhase.Open) Phase = PoolPhase.Closed;
    }

    /// <summary>From now on, what jobs would submit is dropped where the pool is closed.</summary>
    internal void DropPending_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        _dropsPending = true;
    }

    internal void Break_NeedsLock(Func<ProcessPoolBrokenException> why)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        (_whyBroken, Phase) = (why, PoolPhase.Broken);
    }

    /// <summary>Has nothing more be done.</summary>
    /// <returns>False if that was so before.</returns>
    internal bool TryTerminate_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (Phase == PoolPhase.Terminated) return false;
        Phase = PoolPhase.Terminated;
        return true;
    }

    /// <summary>Completes <see cref="Ended"/>.</summary>
    /// <returns>False if that was done before.</returns>
    internal bool TryEnd_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        return _ended.TrySetResult();
    }

    internal void CheckInvariants_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        Require(_jobs >= 0);
        Require(Phase != PoolPhase.Broken || _whyBroken is not null);
        Require(Phase != PoolPhase.Open || !Ended.IsCompleted);
    }
}
