using System.Diagnostics;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// Decides what happens to tasks that a worker has answered, or had when it ended: they have their outcome, or are tried again. Guarded by
/// the pool's lock.
/// </summary>
internal sealed class TaskOutcomes(Lock poolLock, TaskQueue queue, TaskDispatcher dispatcher, TaskRetries retries)
{
    /// <summary>Removes answered tasks from their worker.</summary>
    /// <param name="link">The worker.</param>
    /// <param name="finished">The answered tasks; those that have their outcome now are left in the list.</param>
    /// <param name="durations">The sum of the tasks' durations.</param>
    /// <param name="asked">Gets the tasks for which the user's function has to decide whether they are tried again.</param>
    internal void Finish_NeedsLock(WorkerLink link, List<WorkItem> finished, long durations, ref List<WorkItem>? asked)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        var (done, answered) = (0, 0);
        for (var index = 0; index < finished.Count; index++)
        {
            var item = finished[index];
            // The task may already have its outcome, given when the pool was terminated.
            if (!dispatcher.TryRemove_NeedsLock(link, item) || item.State == WorkItemState.Done) continue;
            answered++;
            if (item.Failure is not null && retries.TryAgainAfterThrow_NeedsLock(item, ref asked)) continue;
            item.State = WorkItemState.Done;
            finished[done++] = item;
        }

        finished.RemoveRange(done, finished.Count - done);
        link.TasksDone += answered;
        dispatcher.Learn_NeedsLock(answered, durations);
    }

    /// <summary>
    /// Settles the tasks of a worker that has ended: the one that had begun is lost; the others go back to the queue, before those that
    /// came later.
    /// </summary>
    /// <param name="link">The worker.</param>
    /// <param name="exitStatus">The exit status of its process.</param>
    /// <param name="done">Gets the tasks that have their outcome now.</param>
    /// <param name="asked">Gets the tasks for which the user's function has to decide whether they are tried again.</param>
    internal void Settle_NeedsLock(WorkerLink link, ExitStatus exitStatus, List<WorkItem> done, List<WorkItem> asked)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        foreach (var item in link.Sent_NeedsLock().Reverse())
        {
            dispatcher.TryRemove_NeedsLock(link, item);
            if (item.State == WorkItemState.Done) continue;
            if (!link.Board.HasBegun(item.Number))
            {
                item.Renew();
                queue.AddFirst(item);
                continue;
            }

            var allowed = item.Ending is null;
            NoteLoss(link, item, exitStatus);
            if (retries.TryAgain_NeedsLock(item, allowed, asked)) continue;
            item.State = WorkItemState.Done;
            done.Add(item);
        }
    }

    private static void NoteLoss(WorkerLink link, WorkItem item, ExitStatus exitStatus)
    {
        item.Losses++;
        if (item.Ending is { } ending)
        {
            ending.Apply(item);
            return;
        }

        var crash = new ProcessCrashedException(link.Name, link.Process.Id ?? 0, exitStatus, link.Process.State.LastErrorLines,
            items: item.Items);
        item.Lose(item.Losses == 1 ? crash : new ProcessCrashedException(item.Losses, crash));
    }
}
