using System.Diagnostics;
using Multiprocessing.Pools.Scheduling;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>What workers say, and what the clock says of them.</content>
internal sealed partial class PoolCore
{
    /// <summary>A worker is ready for its first task.</summary>
    internal void OnReady(WorkerLink link)
    {
        lock (_lock)
        {
            _starter.Failures.Clear_NeedsLock();
            if (link.Phase != WorkerPhase.Starting) return;
            (link.Phase, link.ReadyAt) = (WorkerPhase.Ready, Stopwatch.GetTimestamp());
            _dispatcher.Fill_NeedsLock(link);
            FinishIfDrained_NeedsLock();
        }
    }

    /// <summary>A worker has answered some tasks, of which those are left in the list that are to be published then.</summary>
    internal void OnFinished(WorkerLink link, List<WorkItem> finished, long durations)
    {
        List<WorkItem>? asked = null;
        lock (_lock)
        {
            _outcomes.Finish_NeedsLock(link, finished, durations, ref asked);
            _retirement.RepeatStop_NeedsLock(link);
            _retirement.RetireIfLarge_NeedsLock(link);
            _dispatcher.Fill_NeedsLock(link);
            FinishIfDrained_NeedsLock();
        }

        if (asked is not null) AskWhetherAgain(asked);
    }

    /// <summary>A caller does not receive the answer of his task himself after all.</summary>
    internal void TakeReader(WorkerLink link, WorkItem item)
    {
        lock (_lock)
        {
            if (ReferenceEquals(item.Link, link)) link.TakeReader_NeedsLock(item);
            AssertInvariants_NeedsLock();
        }
    }

    /// <summary>What a worker says cannot be understood.</summary>
    internal void OnDamage(WorkerLink link)
    {
        lock (_lock)
        {
            _workers.Kill_NeedsLock(link);
            AssertInvariants_NeedsLock();
        }
    }

    /// <summary>A worker is gone, and all that it said has been heard.</summary>
    /// <param name="link">The worker.</param>
    /// <param name="exitStatus">How its process ended; null if it never started.</param>
    /// <param name="failure">Why it did not start.</param>
    internal void OnEnded(WorkerLink link, ExitStatus? exitStatus, Exception? failure)
    {
        var done = new List<WorkItem>();
        var broken = new List<WorkItem>();
        var asked = new List<WorkItem>();
        var wasLost = false;
        lock (_lock)
        {
            var wasStarting = link.StartFailure is not null || (link.TasksSent == 0 && link.Phase == WorkerPhase.Starting);
            var hadTasks = link.Outstanding > 0;
            _workers.Remove_NeedsLock(link);
            _outcomes.Settle_NeedsLock(link, exitStatus ?? new ExitStatus(0), done, asked);
            if (wasStarting) _starter.Failures.Count_NeedsLock(link, exitStatus, failure ?? link.StartFailure);
            else if (_lifetime.Phase == PoolPhase.Open && (link.Phase != WorkerPhase.Retiring || hadTasks))
            {
                wasLost = true;
                _workers.Losses++;
            }

            // Nobody gives it anything any more.
            link.Phase = WorkerPhase.Killed;
            if (_lifetime.Phase == PoolPhase.Broken) TakePending_NeedsLock(broken);
            _dispatcher.DispatchOrStart_NeedsLock();
            FinishIfDrained_NeedsLock();
        }

        if (wasLost) PoolMetrics.OnRestart(this);
        _publisher.Publish(done);
        AskWhetherAgain(asked);
        _publisher.PublishBroken(broken, _lifetime);
    }

    /// <summary>Fails what waits: the pool is broken, so nobody will do it.</summary>
    internal void FailPending()
    {
        var failed = new List<WorkItem>();
        lock (_lock)
        {
            TakePending_NeedsLock(failed);
            FinishIfDrained_NeedsLock();
        }

        _publisher.PublishBroken(failed, _lifetime);
    }

    // The clock says that something is due.
    private void Inspect()
    {
        lock (_lock)
        {
            _clock.Reset_NeedsLock();
            var now = Stopwatch.GetTimestamp();
            foreach (var link in _workers.Links.ToArray()) Inspect_NeedsLock(link, now);
            _retries.RequeueDue_NeedsLock(now);
            _dispatcher.DispatchOrStart_NeedsLock();
            AssertInvariants_NeedsLock();
        }
    }

    private void Inspect_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(_lock.IsHeldByCurrentThread);
        if (link.Outstanding > 0) _limits.InspectTasks_NeedsLock(link, now);
        if (link.IsStalled) _stalls.InspectStalled_NeedsLock(link, now);
        else if (link.Outstanding > 0) _stalls.InspectBegin_NeedsLock(link, now);
        if (link.Outstanding > 0) _limits.InspectMemory_NeedsLock(link, now);
        if (link.IsIdle) _retirement.InspectIdle_NeedsLock(link, now);
        if (link.Phase == WorkerPhase.Retiring) _retirement.InspectRetiring_NeedsLock(link, now);
        if (link.Phase == WorkerPhase.Starting) _starter.InspectStart_NeedsLock(link, now);
    }

    private void AskWhetherAgain(List<WorkItem> asked)
    {
        foreach (var item in asked)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => state.Pool.AskWhetherAgain(state.Item), (Pool: this, Item: item),
                preferLocal: false);
        }

        asked.Clear();
    }

    private void AskWhetherAgain(WorkItem item)
    {
        var again = TaskRetries.ShouldRetry(item);
        lock (_lock)
        {
            switch (_retries.Decide_NeedsLock(item, again))
            {
                case null:
                    return;
                case true:
                    _dispatcher.DispatchOrStart_NeedsLock();
                    AssertInvariants_NeedsLock();
                    return;
                case false:
                    item.State = WorkItemState.Done;
                    FinishIfDrained_NeedsLock();
                    break;
            }
        }

        _publisher.Publish(item);
    }
}
