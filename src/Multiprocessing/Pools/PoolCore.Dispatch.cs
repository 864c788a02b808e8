using System.Diagnostics;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>Which worker gets which task.</content>
internal sealed partial class PoolCore
{
    // A worker has tasks for about so long, so that it need not wait for the next one: a wake-up takes a tenth of that.
    private static readonly long s_horizon = Stopwatch.Frequency / 1_000_000 * 300;

    // What takes longer than this is not sent before a worker can begin it: waking it takes less than a hundredth.
    private static readonly long s_longTask = Stopwatch.Frequency / 1000 * 5;

    // How long a worker is given to pass over tasks that were withdrawn.
    private static readonly long s_passing = Stopwatch.Frequency / 1000;

    private const int MostAhead = 128;

    private readonly List<WorkerLink> _idle = [];
    private readonly List<WorkItem> _withdrawn = [];
    private long _typicalDuration = -1;

    // How many tasks a worker may have at once.
    private int Depth_NeedsLock =>
        _typicalDuration < 0 || _typicalDuration > s_longTask ? 1
            : (int)Math.Clamp(s_horizon / Math.Max(1, _typicalDuration), 2, MostAhead);

    // Gives waiting tasks to workers that have room.
    private void Dispatch_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        while (_queue.Peek() is { } item && FindRoom_NeedsLock() is { } link)
        {
            if (!TrySend_NeedsLock(link, item)) return;
        }
    }

    private WorkerLink? FindRoom_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        // The one that had work last is the likeliest to be awake.
        while (_idle.Count > 0)
        {
            var idle = _idle[^1];
            if (!LeaveIfDue_NeedsLock(idle)) return idle;
        }

        WorkerLink? best = null;
        var least = Depth_NeedsLock;
        foreach (var link in _links)
        {
            if (link.Phase == WorkerPhase.Ready && !link.IsSilent && link.Outstanding < least) (best, least) = (link, link.Outstanding);
        }

        return best;
    }

    // Gives a worker what there is for it: from the queue, or what others were given and have not begun.
    private void Fill_NeedsLock(WorkerLink? link)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (link is null || link.Phase != WorkerPhase.Ready || !IsAwake_NeedsLock(link) || LeaveIfDue_NeedsLock(link)) return;
        var depth = Depth_NeedsLock;
        if (link.Outstanding <= depth / 2)
        {
            while (link.Outstanding < depth && link.Phase == WorkerPhase.Ready && _queue.Peek() is { } item
                && TrySend_NeedsLock(link, item))
            {
            }
        }

        if (link.Outstanding > 0 || link.Phase != WorkerPhase.Ready) return;
        Relieve_NeedsLock(link);
        if (link.Outstanding == 0 && link.Phase == WorkerPhase.Ready) Rest_NeedsLock(link);
    }

    private bool TrySend_NeedsLock(WorkerLink link, WorkItem item)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        _queue.Remove(item);
        if (!link.TrySend_NeedsLock(item))
        {
            _queue.AddFirst(item);
            // Its answers make room; where there are none to come, it is still to pass over what was withdrawn.
            if (link.Outstanding == 0) LookAt_NeedsLock(Stopwatch.GetTimestamp() + s_passing);
            return false;
        }

        _outstanding++;
        if (link.IsIdle) Wake_NeedsLock(link);
        WatchLimits_NeedsLock(item);
        WatchBegin_NeedsLock();
        if (link.TasksSent == _options.MaxTasksPerWorker) Leave_NeedsLock(link);
        return true;
    }

    // A worker without work takes half of what another one was given and has not begun.
    private void Relieve_NeedsLock(WorkerLink link)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        WorkerLink? busiest = null;
        foreach (var other in _links)
        {
            if (other.Outstanding >= 2 && other.Waiting_NeedsLock > (busiest?.Waiting_NeedsLock ?? 0)) busiest = other;
        }

        if (busiest is null) return;
        busiest.Withdraw_NeedsLock(busiest.Outstanding / 2, _withdrawn);
        Requeue_NeedsLock();
        while (link.Outstanding < Depth_NeedsLock && link.Phase == WorkerPhase.Ready && _queue.Peek() is { } item
            && TrySend_NeedsLock(link, item))
        {
        }
    }

    // What was withdrawn, the latest first, is the next to be given to somebody.
    private void Requeue_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        foreach (var item in _withdrawn) _queue.AddFirst(item);
        _outstanding -= _withdrawn.Count;
        _withdrawn.Clear();
    }

    private void Rest_NeedsLock(WorkerLink link)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (link.IsIdle) return;
        link.IsIdle = true;
        link.IdleSince = Stopwatch.GetTimestamp();
        _idle.Add(link);
        WatchIdle_NeedsLock(link);
    }

    private void Wake_NeedsLock(WorkerLink link)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (!link.IsIdle) return;
        link.IsIdle = false;
        _idle.Remove(link);
    }

    private void Learn_NeedsLock(int count, long durations)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (count == 0) return;
        var mean = durations / count;
        _typicalDuration = _typicalDuration < 0 ? mean : _typicalDuration + ((mean - _typicalDuration) / 4);
    }
}
