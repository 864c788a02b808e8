using System.Diagnostics;
using Multiprocessing.Pools.Tasks;
using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// Gives the work out: sends waiting tasks to workers, as many ahead as keep a worker busy, and takes back what a worker has not begun.
/// Guarded by the pool's lock.
/// </summary>
internal sealed class TaskDispatcher(
    Lock poolLock, TaskQueue queue, WorkerSet workers, WorkerStarter starter, WorkerRetirement retirement, LimitClock clock,
    int maxWorkers)
{
    // A worker has tasks for about so long, so that it need not wait for the next one: a wake-up takes a tenth of that.
    private static readonly long s_horizon = Stopwatch.Frequency / 1_000_000 * 300;

    // What takes longer than this is not sent before a worker can begin it: waking it takes less than a hundredth.
    private static readonly long s_longTask = Stopwatch.Frequency / 1000 * 5;

    private const int MostAhead = 128;

    private readonly List<WorkItem> _withdrawn = [];
    private long _typicalDuration = -1;
    private int _outstanding;

    /// <summary>How many tasks are with workers, begun or not.</summary>
    internal int Outstanding => _outstanding;

    // How many tasks a worker may have at once.
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
    /// <returns>The worker from which a caller who waits receives the answer himself; null for none.</returns>
    internal WorkerLink? Submit_NeedsLock(WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        queue.Add(item);
        // Where others wait already, no worker has room.
        if (workers.HasIdle || queue.Count == 1) Dispatch_NeedsLock();
        // Nobody knows which worker gets it later, so its caller cannot receive from that one.
        item.AwaitsReader = false;
        if (queue.Count > 0 || (!workers.HasIdle && workers.Links.Count < maxWorkers)) starter.Ensure_NeedsLock();
        // A caller receives the answer himself where his task is alone with its worker: it stays there. He is not to wait for what others
        // have given that worker.
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
        Dispatch_NeedsLock();
        starter.Ensure_NeedsLock();
    }

    /// <summary>Gives a worker what there is for it: from the queue, or what others were given and have not begun.</summary>
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

    /// <summary>Takes a task off its worker that has answered it.</summary>
    /// <returns>False if the worker did not have it any more.</returns>
    internal bool TryRemove_NeedsLock(WorkerLink link, WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (!link.TryRemove_NeedsLock(item)) return false;
        _outstanding--;
        return true;
    }

    /// <summary>Takes back a task that was sent; it is not put back into the queue.</summary>
    /// <returns>False if it has begun.</returns>
    internal bool TryWithdraw_NeedsLock(WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (!item.Link!.TryWithdraw_NeedsLock(item)) return false;
        _outstanding--;
        return true;
    }

    /// <summary>Takes back all tasks that a worker has not begun: they are the next to be given to somebody.</summary>
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

    /// <summary>Learns how long tasks take, and so how many are to be sent ahead.</summary>
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
            // Its answers make room; where there are none to come, it is still to pass over what was withdrawn.
            if (link.Outstanding == 0) clock.WakeBy_NeedsLock(Stopwatch.GetTimestamp() + StallDetector.PassingTime);
            return false;
        }

        _outstanding++;
        workers.UnmarkIdle_NeedsLock(link);
        clock.WatchTask_NeedsLock(item);
        retirement.RetireIfSpent_NeedsLock(link);
        return true;
    }

    // A worker without work takes half of what another one was given and has not begun.
    private void Steal_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (workers.FindMostLoaded_NeedsLock() is not { } victim) return;
        Requeue_NeedsLock(victim, victim.Outstanding / 2);
        SendUpTo_NeedsLock(link, Depth_NeedsLock);
    }

    private void Requeue_NeedsLock(WorkerLink link, int most)
    {
        link.Withdraw_NeedsLock(most, _withdrawn);
        // The latest is the first in this list, and so the last of them in the queue.
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
        // Between two changes they are in the queue again.
        Require(_withdrawn.Count == 0);
    }
}
