using System.Diagnostics;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>Starts as many workers as the tasks require and the options allow. Guarded by the pool's lock.</summary>
internal sealed class WorkerStarter(
    PoolCore pool, Lock poolLock, ProcessPoolOptions options, Initialization initialization,
    WorkerSet workers, TaskQueue queue, LimitClock clock, PoolLifetime lifetime)
{
    private int _lastNumber;

    internal StartFailures Failures { get; } = new(poolLock, options, pool.Name, lifetime);

    /// <summary>Starts missing workers, according to the number of tasks.</summary>
    internal void Ensure_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (!lifetime.IsServing) return;
        if (Failures.PauseEnd > Stopwatch.GetTimestamp())
        {
            clock.WakeBy_NeedsLock(Failures.PauseEnd);
            return;
        }

        var tasks = queue.Count;
        foreach (var link in workers.Links)
        {
            // Tasks that were sent ahead to a busy worker wait too: another worker takes them over.
            if (link.Phase == WorkerPhase.Ready) tasks += link.Outstanding;
        }

        var wanted = lifetime.Phase == PoolPhase.Open ? options.Least : 0;
        if (!workers.HasIdle) wanted = Math.Max(wanted, Math.Min(tasks, options.Most));
        for (var live = workers.CountLive_NeedsLock(); live < wanted && TryAdd_NeedsLock(); live++)
        {
        }
    }

    /// <summary>
    /// Starts the first worker on the thread of the pool's constructor, so that the caller gets the exception if something cannot cross a
    /// process border.
    /// </summary>
    internal void StartFirst()
    {
        WorkerLink first;
        lock (poolLock) first = Add_NeedsLock();
        try
        {
            first.Launch();
        }
        catch
        {
            lock (poolLock) workers.Remove_NeedsLock(first);
            throw;
        }

        first.Listen(launches: false);
    }

    /// <summary>Kills a worker that has not become ready in time.</summary>
    internal void InspectStart_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (options.WorkerOptions.WaitForDebugger) return;
        var due = link.StartedAt + TaskRules.Ticks(options.WorkerStartTimeLimit);
        if (due > now)
        {
            clock.WakeBy_NeedsLock(due);
            return;
        }

        link.StartFailure = new TimeoutException($"The worker {link.Name} was not ready for its first task within " +
            $"{options.WorkerStartTimeLimit} (ProcessPoolOptions.WorkerStartTimeLimit), and was killed: its process did not start, or " +
            "its initializer did not return.");
        workers.Kill_NeedsLock(link);
    }

    // Whatever keeps a worker from starting, the pool's callers hear of it.
    private bool TryAdd_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        WorkerLink? link = null;
        try
        {
            link = Add_NeedsLock();
            link.Listen(launches: true);
            return true;
        }
        catch (Exception failure)
        {
            // There is no memory or thread for the worker, or its working directory is gone.
            if (link is not null) workers.Remove_NeedsLock(link);
            Failures.Count_NeedsLock(link, null, failure);
            if (lifetime.Phase == PoolPhase.Broken)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.FailPending(), pool, preferLocal: false);
            }
            else clock.WakeBy_NeedsLock(Failures.PauseEnd);
            return false;
        }
    }

    private WorkerLink Add_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        var number = ++_lastNumber;
        var own = new ProcessOptions(options.WorkerOptions)
        {
            Name = $"{options.WorkerOptions.Name ?? pool.Name}-{number}",
            IsDaemon = false,
        };
        if (options.WorkerProcessors is { } processors) own.Processors = processors[(number - 1) % processors.Count];
        var link = new WorkerLink(pool, poolLock, number, initialization, own);
        workers.Add_NeedsLock(link);
        InspectStart_NeedsLock(link, link.StartedAt);
        return link;
    }
}
