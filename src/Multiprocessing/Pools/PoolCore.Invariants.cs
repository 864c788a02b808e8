using System.Diagnostics;
using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools;

/// <content>Checks what is true whenever the lock is free.</content>
internal sealed partial class PoolCore
{
    // Limits the walk through the queue, which at each change would take time by the square of the queue's length.
    private const int MostWalked = 64;

    /// <summary>Checks that the parts of the pool agree with each other; may be called at any moment. For tests.</summary>
    /// <exception cref="InvalidOperationException">An invariant is broken.</exception>
    internal void CheckInvariants()
    {
        lock (_lock) CheckInvariants_NeedsLock(int.MaxValue);
        Blocks.CheckInvariants();
    }

    // Called at the end of each change.
    [Conditional("DEBUG")]
    private void AssertInvariants_NeedsLock()
    {
        try
        {
            CheckInvariants_NeedsLock(MostWalked);
        }
        catch (InvalidOperationException failure)
        {
            Debug.Fail(failure.Message);
        }
    }

    private void CheckInvariants_NeedsLock(int mostWalked)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        _queue.CheckInvariants(mostWalked);
        _lifetime.CheckInvariants_NeedsLock();
        _workers.CheckInvariants_NeedsLock(_options.Most, _lifetime.Phase);
        _dispatcher.CheckInvariants_NeedsLock();
        _retries.CheckInvariants_NeedsLock();
        CheckEnd_NeedsLock();
        CheckProgress_NeedsLock();
    }

    // Waiting tasks go on: an existing worker or the clock will see to that.
    private void CheckProgress_NeedsLock()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (_clock.IsSet) return;
        Require(_queue.Count == 0 || !_lifetime.IsServing || _workers.Links.Count > 0);
        Require(_queue.Count == 0 || !_workers.HasIdle);
        foreach (var link in _workers.Links)
        {
            Require(link.Phase != WorkerPhase.Starting || _options.WorkerOptions.WaitForDebugger);
            Require(link.Phase != WorkerPhase.Retiring);
            Require(link.Phase != WorkerPhase.Ready || link.Outstanding == 0 || _options.MemoryLimitBytes is null);
            Require(link.Phase != WorkerPhase.Ready || link.Sent_NeedsLock().All(static item => item.Rules.TimeLimit is null));
        }
    }

    // When there is nothing more to do, no tasks and no workers are left.
    private void CheckEnd_NeedsLock()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        var hasEnded = _lifetime.Ended.IsCompleted;
        Require(_lifetime.Phase != PoolPhase.Terminated || (_queue.Count == 0 && _retries.Count == 0));
        Require(!hasEnded || (_workers.Links.Count == 0 && _dispatcher.Outstanding == 0));
        var takesTasks = _workers.CountLive_NeedsLock() > 0;
        Require(!takesTasks || _lifetime.Phase == PoolPhase.Open || (_lifetime.Phase != PoolPhase.Terminated && !IsDrained_NeedsLock));
    }
}
