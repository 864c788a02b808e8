using System.Diagnostics;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// Cancels tasks, wherever they are: a task that has not begun never runs; a running one is told, and killed if it does not end. Guarded by
/// the pool's lock.
/// </summary>
internal sealed class TaskCancellation(
    Lock poolLock, TaskQueue queue, TaskRetries retries, WorkerSet workers, TaskDispatcher dispatcher, TaskLimits limits)
{
    /// <summary>Cancels one task.</summary>
    /// <returns>Whether the task had not begun, and so has its outcome now.</returns>
    internal bool Cancel_NeedsLock(WorkItem item, CancellationToken token)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        switch (item.State)
        {
            case WorkItemState.Done:
                return false;
            case WorkItemState.Queued:
                queue.Remove(item);
                break;
            case WorkItemState.Paused:
                retries.Remove_NeedsLock(item);
                break;
            case WorkItemState.Sent when dispatcher.TryWithdraw_NeedsLock(item):
                break;
            default:
                End_NeedsLock(item, token);
                return false;
        }

        item.State = WorkItemState.Done;
        dispatcher.Fill_NeedsLock(item.Link);
        return true;
    }

    /// <summary>Cancels the tasks of a job.</summary>
    /// <param name="owner">The job.</param>
    /// <param name="endsRunning">Whether running tasks are ended too.</param>
    /// <param name="cancelled">Gets the tasks that had not begun, and so have their outcome now.</param>
    /// <param name="token">The token that was cancelled.</param>
    internal void CancelAll_NeedsLock(object owner, bool endsRunning, List<WorkItem> cancelled, CancellationToken token)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        queue.Find(owner, cancelled);
        foreach (var item in cancelled) queue.Remove(item);
        retries.TakeOwned_NeedsLock(owner, cancelled);
        var running = new List<WorkItem>();
        foreach (var link in workers.Links) Withdraw_NeedsLock(link, owner, cancelled, running);
        // Done last, since killing a worker puts its other tasks back into the queue.
        if (endsRunning)
        {
            foreach (var item in running) End_NeedsLock(item, token);
        }

        dispatcher.FillAll_NeedsLock();
        foreach (var item in cancelled) item.State = WorkItemState.Done;
    }

    private void Withdraw_NeedsLock(WorkerLink link, object owner, List<WorkItem> cancelled, List<WorkItem> running)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        foreach (var item in link.Sent_NeedsLock())
        {
            if (!ReferenceEquals(item.Owner, owner) || item.State == WorkItemState.Done) continue;
            (dispatcher.TryWithdraw_NeedsLock(item) ? cancelled : running).Add(item);
        }
    }

    private void End_NeedsLock(WorkItem item, CancellationToken token) =>
        limits.End_NeedsLock(item, new CancelledEnding(token), item.Observes(token));
}
