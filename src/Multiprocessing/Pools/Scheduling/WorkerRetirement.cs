using System.Diagnostics;
using Multiprocessing.Platform;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// Tells workers to end that have done their share, are too old, too large, or too many, and kills those that do not end. Guarded by the
/// pool's lock.
/// </summary>
internal sealed class WorkerRetirement(
    Lock poolLock, ProcessPoolOptions options, WorkerSet workers, WorkerStarter starter, LimitClock clock, PoolLifetime lifetime)
{
    // The interval between checks of a worker's memory.
    private static readonly long s_sizeInterval = Stopwatch.Frequency / 10;

    /// <summary>Tells a worker to end after the tasks that it has. Another one is started at once where there is work for it.</summary>
    internal void Retire_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        Stop_NeedsLock(link);
        starter.Ensure_NeedsLock();
    }

    /// <summary>Tells a worker to end if it has reached its age limit.</summary>
    /// <returns>Whether the worker was told to end.</returns>
    internal bool RetireIfOld_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (options.MaxWorkerAge is not { } age || Stopwatch.GetElapsedTime(link.ReadyAt) < age) return false;
        Retire_NeedsLock(link);
        return true;
    }

    /// <summary>Tells a worker to end if it has taken too much memory.</summary>
    internal void RetireIfLarge_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (options.RecycleAboveBytes is not { } most || link.Phase != WorkerPhase.Ready
            || link.NextSizeCheck > Stopwatch.GetTimestamp()) return;
        link.NextSizeCheck = Stopwatch.GetTimestamp() + s_sizeInterval;
        if (ProcessFigures.PrivateBytes(link.Process.Id ?? 0) > most) Retire_NeedsLock(link);
    }

    /// <summary>Tells a worker to end if it has just been sent its last permitted task.</summary>
    internal void RetireIfSpent_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (link.TasksSent == options.MaxTasksPerWorker) Retire_NeedsLock(link);
    }

    /// <summary>Tells all workers to end; those that are not ready yet are killed.</summary>
    internal void StopAll_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        foreach (var link in workers.Links)
        {
            if (link.Phase == WorkerPhase.Ready) Stop_NeedsLock(link);
            else if (link.Phase == WorkerPhase.Starting) workers.Kill_NeedsLock(link);
        }
    }

    /// <summary>Repeats the message to end to a worker whose pipe had no room for it before.</summary>
    internal void RepeatStop_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (link.IsToStop) Stop_NeedsLock(link);
    }

    /// <summary>Tells an idle worker to end if it has been idle for too long, or is too old.</summary>
    internal void InspectIdle_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (RetireIfOld_NeedsLock(link)) return;
        var due = link.IdleSince + TaskRules.Ticks(options.IdleTimeout);
        if (due > now) clock.WatchIdle_NeedsLock(link);
        else if (workers.CountLive_NeedsLock() > options.Least) Retire_NeedsLock(link);
    }

    /// <summary>Kills a worker that was told to end and has not ended, although it has had no task for long.</summary>
    internal void InspectRetiring_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        RepeatStop_NeedsLock(link);
        // After the pool was terminated, the worker's answers may be left unread.
        var due = (link.Outstanding > 0 && lifetime.Phase != PoolPhase.Terminated ? now : link.HasNothingSince)
            + TaskRules.Ticks(options.WorkerEndTimeLimit);
        if (due <= now) workers.Kill_NeedsLock(link);
        else clock.WakeBy_NeedsLock(due);
    }

    private void Stop_NeedsLock(WorkerLink link)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        workers.UnmarkIdle_NeedsLock(link);
        link.Stop_NeedsLock();
        clock.WakeBy_NeedsLock(Stopwatch.GetTimestamp()
            + (link.IsToStop ? StallDetector.PassingTime : TaskRules.Ticks(options.WorkerEndTimeLimit)));
    }
}
