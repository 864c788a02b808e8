using System.Diagnostics;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>The end of the pool.</content>
internal sealed partial class PoolCore
{
    /// <inheritdoc cref="PoolLifetime.Ended"/>
    internal Task Ended => _lifetime.Ended;

    internal bool IsOpen
    {
        get
        {
            lock (_lock) return _lifetime.Phase == PoolPhase.Open;
        }
    }

    /// <summary>Takes no more tasks; what it has is done, then the workers end.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _lifetime.Close_NeedsLock();
            FinishIfDrained_NeedsLock();
        }
    }

    /// <summary>Cancels the tasks that have not begun.</summary>
    internal void CancelPending()
    {
        var cancelled = new List<WorkItem>();
        lock (_lock)
        {
            _lifetime.DropPending_NeedsLock();
            _dispatcher.RequeueAll_NeedsLock();
            TakePending_NeedsLock(cancelled);
            _dispatcher.FillAll_NeedsLock();
            FinishIfDrained_NeedsLock();
        }

        _publisher.Publish(cancelled, new DroppedEnding(Name));
    }

    /// <summary>Kills the workers that run something, and asks the others to end; what is not done is cancelled.</summary>
    internal void Terminate()
    {
        var lost = new List<WorkItem>();
        lock (_lock)
        {
            if (!_lifetime.TryTerminate_NeedsLock()) return;
            _dispatcher.RequeueAll_NeedsLock();
            TakePending_NeedsLock(lost);
            foreach (var link in _workers.Links) Abandon_NeedsLock(link, lost);
            FinishIfDrained_NeedsLock();
        }

        _publisher.Publish(lost, new TerminatedEnding(Name));
    }

    /// <summary>Kills all workers; new ones take their place. Tasks that run are lost.</summary>
    internal void KillWorkers()
    {
        lock (_lock)
        {
            // What they have not begun is not lost, and nothing more is sent to them.
            _dispatcher.RequeueAll_NeedsLock();
            foreach (var link in _workers.Links) _workers.Kill_NeedsLock(link);
            _starter.Ensure_NeedsLock();
            AssertInvariants_NeedsLock();
        }
    }

    // The program ends: nobody waits for what runs, but workers without work end as at any other time.
    private Task EndWithProgram()
    {
        Terminate();
        // The thread that hears of a worker's end may be the one that has called Environment.Exit.
        return Task.WhenAny(Ended, Task.Delay(_options.WorkerEndTimeLimit));
    }

    // Gives up what a worker has begun, and kills it for that.
    private void Abandon_NeedsLock(WorkerLink link, List<WorkItem> lost)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        foreach (var item in link.Sent_NeedsLock())
        {
            if (item.State == WorkItemState.Done) continue;
            item.State = WorkItemState.Done;
            lost.Add(item);
        }

        // One that has nothing to do may have something to tell before it ends: what it has logged or measured. One that was slow
        // to begin a task gets to that too, unless it is stopped.
        if (link.Running is not null || (!link.IsAwake_NeedsLock() && link.IsStopped)) _workers.Kill_NeedsLock(link);
    }

    // Takes what has not been sent to a worker.
    private void TakePending_NeedsLock(List<WorkItem> taken)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        var first = taken.Count;
        _queue.TakeAll(taken);
        _retries.TakeAll_NeedsLock(taken);
        for (var index = first; index < taken.Count; index++) taken[index].State = WorkItemState.Done;
    }

    // Last of each change: once nothing more is to be done, the workers end, and then the pool.
    private void FinishIfDrained_NeedsLock()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (_lifetime.Phase != PoolPhase.Open && (_lifetime.Phase == PoolPhase.Terminated || IsDrained_NeedsLock))
        {
            _retirement.StopAll_NeedsLock();
            if (_workers.Links.Count == 0 && _lifetime.TryEnd_NeedsLock()) Release();
        }

        AssertInvariants_NeedsLock();
    }

    private bool IsDrained_NeedsLock
    {
        get
        {
            Debug.Assert(_lock.IsHeldByCurrentThread);
            return _queue.Count == 0 && _retries.Count == 0 && _dispatcher.Outstanding == 0 && !_lifetime.AwaitsJobs;
        }
    }

    private void Release()
    {
        CurrentProcess.Exiting -= EndWithProgram;
        PoolMetrics.Remove(this);
        _initialization.Release(Blocks);
        Blocks.Dispose();
        _clock.Stop();
    }
}
