using System.Diagnostics;
using Multiprocessing.Pools.Scheduling;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>Handles what workers report, and what the clock finds due.</content>
internal sealed partial class PoolCore
{
    /// <summary>Handles the report that a worker is ready for its first task.</summary>
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

    /// <summary>Handles a worker's answers. Leaves in the list the tasks that the caller is to publish.</summary>
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

    /// <summary>Makes the worker's thread receive a task's answer, instead of the caller's thread.</summary>
    internal void TakeReader(WorkerLink link, WorkItem item)
    {
        lock (_lock)
        {
            if (ReferenceEquals(item.Link, link)) link.TakeReader_NeedsLock(item);
            AssertInvariants_NeedsLock();
        }
    }

    /// <summary>Handles a message that cannot be understood: kills the worker.</summary>
    internal void OnDamage(WorkerLink link)
    {
        lock (_lock)
        {
            _workers.Kill_NeedsLock(link);
            AssertInvariants_NeedsLock();
        }
    }

    /// <summary>Handles the end of a worker, after all its messages were received.</summary>
    /// <param name="link">The worker.</param>
    /// <param name="exitStatus">The exit status of its process; null if that never started.</param>
    /// <param name="failure">The reason why the process did not start.</param>
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

            // The worker gets nothing more.
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

    /// <summary>Fails the waiting tasks of a broken pool.</summary>
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

    // Called by the clock when something is due.
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
