using System.Diagnostics;
using Multiprocessing.Platform;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// Ends tasks that run for too long, take too much memory, or are cancelled: tells them, and kills their workers where they do not end.
/// Guarded by the pool's lock.
/// </summary>
internal sealed class TaskLimits(
    Lock poolLock, ProcessPoolOptions options, WorkerSet workers, TaskDispatcher dispatcher, LimitClock clock)
{
    /// <summary>Ends a running task.</summary>
    /// <param name="item">The task.</param>
    /// <param name="ending">The reason.</param>
    /// <param name="mayBeTold">Whether the task can be told, and so has its grace period; otherwise its worker is killed at once.</param>
    internal void End_NeedsLock(WorkItem item, TaskEnding ending, bool mayBeTold)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        item.Ending ??= ending;
        if (!mayBeTold)
        {
            KillFor_NeedsLock(item);
            return;
        }

        if (item.KillAt != long.MaxValue) return;
        item.KillAt = Stopwatch.GetTimestamp() + item.Rules.GraceTicks;
        clock.WakeBy_NeedsLock(item.KillAt);
    }

    /// <summary>Ends the task that a worker runs, if its time is over.</summary>
    internal void InspectTasks_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        var running = link.Running;
        if (running is not null) InspectTime_NeedsLock(link, running, now);
        foreach (var item in link.Sent_NeedsLock())
        {
            if (item != running && item.Rules.TimeLimit is not null) clock.WakeBy_NeedsLock(now + item.Rules.TimeLimitTicks);
        }
    }

    /// <summary>Ends the task that a worker runs, if the worker has too much memory.</summary>
    internal void InspectMemory_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (options.MemoryLimitBytes is not { } most) return;
        var used = ProcessFigures.PrivateBytes(link.Process.Id ?? 0);
        if (used > most && link.Running is { } running && link.Phase != WorkerPhase.Killed)
        {
            End_NeedsLock(running, new MemoryLimitEnding(used, most, link.Name), mayBeTold: false);
        }

        clock.WatchMemory_NeedsLock(now);
    }

    private void InspectTime_NeedsLock(WorkerLink link, WorkItem running, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (running.KillAt <= now) KillFor_NeedsLock(running);
        else if (running.KillAt != long.MaxValue) clock.WakeBy_NeedsLock(running.KillAt);
        else if (running.Rules.TimeLimit is { } limit && running.Ending is null)
        {
            var due = link.Board.BeganAt + running.Rules.TimeLimitTicks;
            if (due > now) clock.WakeBy_NeedsLock(due);
            else EndLate_NeedsLock(link, running, limit);
        }
    }

    private void EndLate_NeedsLock(WorkerLink link, WorkItem item, TimeSpan limit)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (item.TakesToken) link.Board.Cancel(item.Number, TaskTokens.TimeIsOver);
        End_NeedsLock(item, new TimeLimitEnding(limit, link.Name), item.TakesToken);
    }

    // Kills the worker that runs a task, to end that task; the tasks behind it go to other workers.
    private void KillFor_NeedsLock(WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        var link = item.Link!;
        dispatcher.Requeue_NeedsLock(link);
        // The worker's other tasks are withdrawn, so it can begin nothing else; it may have ended this task just now.
        if (link.Board.HasBegun(item.Number) && ReferenceEquals(link.FindSent(item.Number), item)) workers.Kill_NeedsLock(link);
        dispatcher.DispatchOrStart_NeedsLock();
    }
}
