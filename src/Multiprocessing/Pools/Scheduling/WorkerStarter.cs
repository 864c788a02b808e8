using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>Starts as many workers as the work asks for and the options allow. Guarded by the pool's lock.</summary>
internal sealed class WorkerStarter(
    PoolCore pool, Lock poolLock, ProcessPoolOptions options, Initialization initialization,
    WorkerSet workers, TaskQueue queue, LimitClock clock, PoolLifetime lifetime)
{
    private int _lastNumber;

    internal StartFailures Failures { get; } = new(poolLock, options, pool.Name, lifetime);

    /// <summary>Starts what is missing, by how many tasks there are.</summary>
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
            // What was sent ahead to a busy worker waits too: another one takes it over.
            if (link.Phase == WorkerPhase.Ready) tasks += link.Outstanding;
        }

        var wanted = lifetime.Phase == PoolPhase.Open ? options.Least : 0;
        if (!workers.HasIdle) wanted = Math.Max(wanted, Math.Min(tasks, options.Most));
        for (var live = workers.CountLive_NeedsLock(); live < wanted && TryAdd_NeedsLock(); live++)
        {
        }
    }

    /// <summary>Starts the first worker on the thread of whoever makes the pool, who so hears of what cannot cross.</summary>
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

    /// <summary>Kills a worker that has not been ready in time.</summary>
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

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps a worker from starting, the pool's callers hear of it.")]
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
            // No memory, no thread, or no directory any more to start it in.
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
