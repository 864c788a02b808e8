using System.Diagnostics;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// Finds workers that do not begin the tasks they were sent, because their process is stopped or gets no processor. Their tasks go to
/// others, which is harmless, however slow the machine is. No worker is killed for stalling: after a while another one is started in its
/// place, and the stalled one is told to end, as one that is too old is. Guarded by the pool's lock.
/// </summary>
internal sealed class StallDetector(
    Lock poolLock, WorkerSet workers, WorkerRetirement retirement, TaskDispatcher dispatcher, LimitClock clock)
{
    /// <summary>How long a worker may take to begin a task. A wake-up takes a thousandth of that on a quiet machine.</summary>
    internal static readonly long BeginPatience = Stopwatch.Frequency / 5;

    /// <summary>How long a worker is given to pass over tasks that were withdrawn.</summary>
    internal static readonly long PassingTime = Stopwatch.Frequency / 1000;

    private static readonly long s_replacePatience = Stopwatch.Frequency * 5;

    /// <summary>Checks whether a worker that has tasks begins them.</summary>
    internal void InspectBegin_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (link.Waiting_NeedsLock == 0) return;
        var due = link.QuietSince_NeedsLock(now) + BeginPatience;
        if (due <= now) MarkStalled_NeedsLock(link, now);
        else clock.WakeBy_NeedsLock(due);
    }

    /// <summary>Checks whether a stalled worker has gone on, and replaces it after a while if it has not.</summary>
    internal void InspectStalled_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (link.IsAwake_NeedsLock()) dispatcher.Fill_NeedsLock(link);
        else if (link.Phase == WorkerPhase.Ready)
        {
            var since = now - link.StalledSince;
            // Not under a debugger: a developer who has stopped all processes wants to find them again.
            if (since >= s_replacePatience && !Debugger.IsAttached) retirement.Retire_NeedsLock(link);
            else clock.WakeBy_NeedsLock(now + Math.Clamp(since / 8, PassingTime, BeginPatience));
        }
    }

    private void MarkStalled_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        dispatcher.Requeue_NeedsLock(link);
        // The worker may have begun a task just now.
        if (!link.HasTakenAll && link.Running is null)
        {
            link.StalledSince = now;
            workers.UnmarkIdle_NeedsLock(link);
        }

        clock.WakeBy_NeedsLock(now + PassingTime);
        dispatcher.DispatchOrStart_NeedsLock();
    }
}
