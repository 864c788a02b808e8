using System.Diagnostics;
using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools;

/// <content>What holds whenever the lock is free.</content>
internal sealed partial class PoolCore
{
    // A long queue is not walked to its end at each change, which would take time by the square of its length.
    private const int MostWalked = 64;

    /// <summary>Checks that what the parts count and know agrees, however the pool is used at this moment. For tests.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    internal void CheckInvariants()
    {
        lock (_lock) CheckInvariants_NeedsLock(int.MaxValue);
        Blocks.CheckInvariants();
    }

    // Last of each change.
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

    // What waits gets on: a worker that is there, or the clock, sees to it.
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

    // Once nothing is to be done any more, nothing is kept for it.
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
