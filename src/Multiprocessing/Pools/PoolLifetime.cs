using System.Diagnostics;
using Multiprocessing.Pools.Tasks;
using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools;

/// <summary>
/// Keeps a pool's phase, the number of jobs for which its end waits, and the reason why it takes no more tasks. Guarded by the pool's lock.
/// </summary>
internal sealed class PoolLifetime(Lock poolLock, string name)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<ProcessPoolBrokenException>? _whyBroken;
    private int _jobs;

    // Whether tasks that jobs have not submitted yet are dropped too.
    private bool _dropsPending;

    /// <summary>Completes when the pool takes no more tasks and all its workers have ended.</summary>
    internal Task Ended => _ended.Task;

    internal PoolPhase Phase { get; private set; }

    /// <summary>Whether tasks still go to workers, and lost workers are replaced.</summary>
    internal bool IsServing => Phase is PoolPhase.Open or PoolPhase.Closed;

    /// <summary>Whether jobs may still submit tasks that are taken.</summary>
    internal bool AwaitsJobs => _jobs > 0 && !_dropsPending;

    /// <summary>Makes the exception that says why the pool is broken; null where it is not.</summary>
    internal Func<ProcessPoolBrokenException>? WhyBroken => Phase == PoolPhase.Broken ? _whyBroken : null;

    /// <summary>Makes a separate exception for each task that a broken pool does not do. Called outside the lock.</summary>
    internal ProcessPoolBrokenException BrokenFailure() => _whyBroken!();

    /// <summary>
    /// Returns what makes the exception for a task that is not taken; null where tasks are taken. The caller calls it outside the lock:
    /// rebuilding the initializer's exception runs the user's code.
    /// </summary>
    /// <param name="isOfJob">Whether the task belongs to a job that was begun before.</param>
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

    /// <summary>Makes a closed pool drop the tasks that jobs would submit from now on.</summary>
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

    /// <summary>Ends the pool's work at once.</summary>
    /// <returns>False if the pool was terminated before.</returns>
    internal bool TryTerminate_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (Phase == PoolPhase.Terminated) return false;
        Phase = PoolPhase.Terminated;
        return true;
    }

    /// <summary>Completes <see cref="Ended"/>.</summary>
    /// <returns>False if it was completed before.</returns>
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
