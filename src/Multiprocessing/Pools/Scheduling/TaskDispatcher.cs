using System.Diagnostics;
using Multiprocessing.Pools.Tasks;
using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// Gives tasks to workers, as many ahead as keep a worker busy, and takes back tasks that a worker has not begun. Guarded by the pool's
/// lock.
/// </summary>
internal sealed class TaskDispatcher(
    Lock poolLock, TaskQueue queue, WorkerSet workers, WorkerStarter starter, WorkerRetirement retirement, LimitClock clock,
    int maxWorkers)
{
    // A worker is sent tasks for about this time (300 µs), so that it need not wait for the next one: a wake-up takes a tenth of that.
    private static readonly long s_horizon = Stopwatch.Frequency / 1_000_000 * 300;

    // Tasks longer than this (5 ms) are not sent ahead: waking the worker takes less than a hundredth of their time.
    private static readonly long s_longTask = Stopwatch.Frequency / 1000 * 5;

    private const int MostAhead = 128;

    private readonly List<WorkItem> _withdrawn = [];
    private long _typicalDuration = -1;
    private int _outstanding;

    /// <summary>The number of tasks that are with workers, begun or not.</summary>
    internal int Outstanding => _outstanding;

    // The number of tasks that a worker may have at once.
    private int Depth_NeedsLock
    {
        get
        {
            Debug.Assert(poolLock.IsHeldByCurrentThread);
            if (_typicalDuration < 0 || _typicalDuration > s_longTask) return 1;
            return (int)Math.Clamp(s_horizon / Math.Max(1, _typicalDuration), 2, MostAhead);
        }
    }

    /// <summary>Takes a new task, and sends it at once if a worker has room.</summary>
    /// <returns>The worker from which a waiting caller receives the answer on its own thread; null for none.</returns>
    internal WorkerLink? Submit_NeedsLock(WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        queue.Add(item);
        // If other tasks wait already, no worker has room.
        if (workers.HasIdle || queue.Count == 1) Dispatch_NeedsLock();
        // A task in the queue may go to any worker later, so its caller cannot choose one to receive from.
        item.AwaitsReader = false;
        if (queue.Count > 0 || (!workers.HasIdle && workers.Links.Count < maxWorkers)) starter.Ensure_NeedsLock();
        // A caller receives the answer on its own thread only where its task is alone with the worker, and so stays there; it must not have
        // to wait for other tasks of that worker.
        if (item.HasReader && item.Link!.Outstanding > 1) item.Link.LetThreadRead_NeedsLock(item);
        return item.HasReader ? item.Link : null;
    }

    /// <summary>Gives waiting tasks to workers that have room.</summary>
    internal void Dispatch_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        while (queue.Peek() is { } item && FindRoom_NeedsLock() is { } link)
        {
            if (!TrySend_NeedsLock(link, item)) return;
        }
    }

    /// <summary>Gives waiting tasks to workers that have room, and starts workers where there are too few for the rest.</summary>
    internal void DispatchOrStart_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        Dispatch_NeedsLock();
        starter.Ensure_NeedsLock();
    }

    /// <summary>Gives an idle or nearly idle worker tasks from the queue, or else tasks that other workers have not begun.</summary>
    internal void Fill_NeedsLock(WorkerLink? link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (link is null || link.Phase != WorkerPhase.Ready || !link.IsAwake_NeedsLock() || retirement.RetireIfOld_NeedsLock(link)) return;
        var depth = Depth_NeedsLock;
        if (link.Outstanding <= depth / 2) SendUpTo_NeedsLock(link, depth);
        if (link.Outstanding > 0 || link.Phase != WorkerPhase.Ready) return;
        Steal_NeedsLock(link);
        if (link.Outstanding == 0 && link.Phase == WorkerPhase.Ready) workers.MarkIdle_NeedsLock(link);
    }

    internal void FillAll_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        foreach (var link in workers.Links.ToArray()) Fill_NeedsLock(link);
    }

    /// <summary>Removes a task from the worker that has answered it.</summary>
    /// <returns>False if the worker did not have the task any more.</returns>
    internal bool TryRemove_NeedsLock(WorkerLink link, WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (!link.TryRemove_NeedsLock(item)) return false;
        _outstanding--;
        return true;
    }

    /// <summary>Takes back a task that was sent, without putting it back into the queue.</summary>
    /// <returns>False if the task has begun.</returns>
    internal bool TryWithdraw_NeedsLock(WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (!item.Link!.TryWithdraw_NeedsLock(item)) return false;
        _outstanding--;
        return true;
    }

    /// <summary>Takes back all tasks that a worker has not begun, and puts them at the front of the queue.</summary>
    internal void Requeue_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        Requeue_NeedsLock(link, int.MaxValue);
    }

    internal void RequeueAll_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        foreach (var link in workers.Links) Requeue_NeedsLock(link, int.MaxValue);
    }

    /// <summary>Learns how long tasks take, and so how many to send ahead.</summary>
    internal void Learn_NeedsLock(int count, long durations)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (count == 0) return;
        var mean = durations / count;
        _typicalDuration = _typicalDuration < 0 ? mean : _typicalDuration + ((mean - _typicalDuration) / 4);
    }

    private WorkerLink? FindRoom_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        while (workers.HasIdle)
        {
            var idle = workers.LastIdle;
            if (!retirement.RetireIfOld_NeedsLock(idle)) return idle;
        }

        return workers.FindLeastLoaded_NeedsLock(Depth_NeedsLock);
    }

    private void SendUpTo_NeedsLock(WorkerLink link, int depth)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        while (link.Outstanding < depth && link.Phase == WorkerPhase.Ready && queue.Peek() is { } item && TrySend_NeedsLock(link, item))
        {
        }
    }

    private bool TrySend_NeedsLock(WorkerLink link, WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        queue.Remove(item);
        if (!link.TrySend_NeedsLock(item))
        {
            queue.AddFirst(item);
            // The worker's answers will make room. If none are to come, it still has to pass over withdrawn tasks, and is tried again soon.
            if (link.Outstanding == 0) clock.WakeBy_NeedsLock(Stopwatch.GetTimestamp() + StallDetector.PassingTime);
            return false;
        }

        _outstanding++;
        workers.UnmarkIdle_NeedsLock(link);
        clock.WatchTask_NeedsLock(item);
        retirement.RetireIfSpent_NeedsLock(link);
        return true;
    }

    // An idle worker takes over half of the tasks of the most loaded worker, as far as they have not begun.
    private void Steal_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (workers.FindMostLoaded_NeedsLock() is not { } victim) return;
        Requeue_NeedsLock(victim, victim.Outstanding / 2);
        SendUpTo_NeedsLock(link, Depth_NeedsLock);
    }

    private void Requeue_NeedsLock(WorkerLink link, int most)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        link.Withdraw_NeedsLock(most, _withdrawn);
        // The latest task is the first in this list, and so becomes the last of them in the queue.
        foreach (var item in _withdrawn) queue.AddFirst(item);
        _outstanding -= _withdrawn.Count;
        _withdrawn.Clear();
    }

    internal void CheckInvariants_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        var sent = 0;
        foreach (var link in workers.Links) sent += link.Outstanding;
        Require(_outstanding == sent);
        // Between two changes, withdrawn tasks are in the queue again.
        Require(_withdrawn.Count == 0);
    }
}
