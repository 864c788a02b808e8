using System.Diagnostics;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// Finds workers that do not begin what they were sent: their process is stopped, or gets no processor. Their tasks go to others, which
/// harms nobody, however slow the machine is. Nobody is killed for it: later another worker is started in such a one's place, and the old
/// one is told to end, as one that is too old is. Guarded by the pool's lock.
/// </summary>
internal sealed class StallDetector(
    Lock poolLock, WorkerSet workers, WorkerRetirement retirement, TaskDispatcher dispatcher, LimitClock clock)
{
    /// <summary>How long a worker may take to begin what it was sent. A wake-up takes a thousandth of it on a quiet machine.</summary>
    internal static readonly long BeginPatience = Stopwatch.Frequency / 5;

    /// <summary>How long a worker is given to pass over tasks that were withdrawn.</summary>
    internal static readonly long PassingTime = Stopwatch.Frequency / 1000;

    private static readonly long s_replacePatience = Stopwatch.Frequency * 5;

    /// <summary>Looks whether a worker with tasks begins them.</summary>
    internal void InspectBegin_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (link.Waiting_NeedsLock == 0) return;
        var due = link.QuietSince_NeedsLock(now) + BeginPatience;
        if (due <= now) MarkStalled_NeedsLock(link, now);
        else clock.WakeBy_NeedsLock(due);
    }

    /// <summary>Looks whether a worker has gone on that had stalled, and replaces it after a while where it has not.</summary>
    internal void InspectStalled_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (link.IsAwake_NeedsLock()) dispatcher.Fill_NeedsLock(link);
        else if (link.Phase == WorkerPhase.Ready)
        {
            var since = now - link.StalledSince;
            // Whoever has stopped all processes to look at them wants to find them again.
            if (since >= s_replacePatience && !Debugger.IsAttached) retirement.Retire_NeedsLock(link);
            else clock.WakeBy_NeedsLock(now + Math.Clamp(since / 8, PassingTime, BeginPatience));
        }
    }

    private void MarkStalled_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        dispatcher.Requeue_NeedsLock(link);
        // It may have begun one just now.
        if (!link.HasTakenAll && link.Running is null)
        {
            link.StalledSince = now;
            workers.UnmarkIdle_NeedsLock(link);
        }

        clock.WakeBy_NeedsLock(now + PassingTime);
        dispatcher.DispatchOrStart_NeedsLock();
    }
}
