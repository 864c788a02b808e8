using System.Diagnostics;
using Multiprocessing.Pools.Functions;
using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>The workers of a pool, and which of them are idle. Guarded by the pool's lock.</summary>
internal sealed class WorkerSet(Lock poolLock, LimitClock clock)
{
    private readonly List<WorkerLink> _links = [];
    private readonly List<WorkerLink> _idle = [];

    /// <summary>All workers, in the order in which they were started.</summary>
    internal List<WorkerLink> Links => _links;

    /// <summary>The number of workers that were lost and replaced while the pool was open.</summary>
    internal long Losses { get; set; }

    internal bool HasIdle => _idle.Count > 0;

    /// <summary>The idle worker that had work last, and so is the likeliest to be still awake.</summary>
    internal WorkerLink LastIdle => _idle[^1];

    internal void Add_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        _links.Add(link);
    }

    internal void Remove_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        _links.Remove(link);
        UnmarkIdle_NeedsLock(link);
    }

    internal void MarkIdle_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (link.IsIdle) return;
        link.IsIdle = true;
        link.IdleSince = Stopwatch.GetTimestamp();
        _idle.Add(link);
        clock.WatchIdle_NeedsLock(link);
    }

    internal void UnmarkIdle_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (!link.IsIdle) return;
        link.IsIdle = false;
        _idle.Remove(link);
    }

    /// <summary>Kills a worker. Messages that it has sent before are still received, and then it is removed.</summary>
    internal void Kill_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        UnmarkIdle_NeedsLock(link);
        link.Kill_NeedsLock();
    }

    /// <summary>Tells the workers that no task will name a function any more.</summary>
    internal void DropFunction_NeedsLock(CachedFunction function)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        foreach (var link in _links)
        {
            link.DropFunction_NeedsLock(function);
            // A worker that could not be told was killed.
            if (link.Phase != WorkerPhase.Ready) UnmarkIdle_NeedsLock(link);
        }
    }

    /// <summary>Counts the workers that take tasks, or will.</summary>
    internal int CountLive_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        var live = 0;
        foreach (var link in _links)
        {
            if (link.Phase is WorkerPhase.Starting or WorkerPhase.Ready) live++;
        }

        return live;
    }

    /// <summary>Finds the worker that has the fewest tasks.</summary>
    /// <returns>Null if no worker has fewer than <paramref name="limit"/>.</returns>
    internal WorkerLink? FindLeastLoaded_NeedsLock(int limit)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        WorkerLink? best = null;
        foreach (var link in _links)
        {
            if (link.Phase == WorkerPhase.Ready && !link.IsStalled && link.Outstanding < limit) (best, limit) = (link, link.Outstanding);
        }

        return best;
    }

    /// <summary>Finds the worker with the most tasks not begun, among those that have at least two tasks; null for none.</summary>
    internal WorkerLink? FindMostLoaded_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        WorkerLink? busiest = null;
        foreach (var link in _links)
        {
            if (link.Outstanding >= 2 && link.Waiting_NeedsLock > (busiest?.Waiting_NeedsLock ?? 0)) busiest = link;
        }

        return busiest;
    }

    internal void CheckInvariants_NeedsLock(int most, PoolPhase phase)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        var (number, idle) = (0, 0);
        foreach (var link in _links)
        {
            Require(link.Number > number);
            number = link.Number;
            if (link.IsIdle) idle++;
            link.CheckInvariants_NeedsLock(phase);
        }

        Require(idle == _idle.Count);
        foreach (var link in _idle) Require(link.IsIdle && _links.Contains(link));
        Require(CountLive_NeedsLock() <= most);
    }
}
