using System.Diagnostics;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>Ends the pool.</content>
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

    /// <summary>Takes no more tasks. Those that the pool has are done, then the workers end.</summary>
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

    /// <summary>Kills the workers that run something, and asks the others to end. Tasks that are not done are cancelled.</summary>
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

    /// <summary>Kills all workers; new ones take their place. Running tasks are lost.</summary>
    internal void KillWorkers()
    {
        lock (_lock)
        {
            // Tasks that have not begun go back to the queue first, so that they are not lost.
            _dispatcher.RequeueAll_NeedsLock();
            foreach (var link in _workers.Links) _workers.Kill_NeedsLock(link);
            _starter.Ensure_NeedsLock();
            AssertInvariants_NeedsLock();
        }
    }

    // Called at the end of the program, which does not wait for running tasks; workers without a task end as they always do.
    private Task EndWithProgram()
    {
        Terminate();
        // Limited, since the thread that would notice a worker's end may be the one that has called Environment.Exit.
        return Task.WhenAny(Ended, Task.Delay(_options.WorkerEndTimeLimit));
    }

    // Gives up the tasks that a worker has begun, and kills the worker if one of them runs.
    private void Abandon_NeedsLock(WorkerLink link, List<WorkItem> lost)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        foreach (var item in link.Sent_NeedsLock())
        {
            if (item.State == WorkItemState.Done) continue;
            item.State = WorkItemState.Done;
            lost.Add(item);
        }

        // A worker without a task is not killed: it may have something to write before it ends, such as logs or measurements. So may a
        // worker that has only been slow to begin a task, unless its process is stopped.
        if (link.Running is not null || (!link.IsAwake_NeedsLock() && link.IsStopped)) _workers.Kill_NeedsLock(link);
    }

    // Takes the tasks that are not with a worker.
    private void TakePending_NeedsLock(List<WorkItem> taken)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        var first = taken.Count;
        _queue.TakeAll(taken);
        _retries.TakeAll_NeedsLock(taken);
        for (var index = first; index < taken.Count; index++) taken[index].State = WorkItemState.Done;
    }

    // Called at the end of each change: once all tasks are done, ends the workers, and then the pool.
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
