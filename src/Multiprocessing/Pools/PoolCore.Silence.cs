using System.Diagnostics;

namespace Multiprocessing.Pools;

/// <content> Workers that do not begin what they were sent: their process is stopped, or gets no processor. Their tasks go to others, which
/// harms nobody, however slow the machine is. Nobody is killed for it: later another worker is started in such a one's place, and the old
/// one is told to end, as one that is too old is.
/// </content>
internal sealed partial class PoolCore
{
    // A wake-up takes a thousandth of it on a quiet machine.
    private static readonly long s_beginPatience = Stopwatch.Frequency / 5;

    private static readonly long s_replacePatience = Stopwatch.Frequency * 5;

    // Whether it is looked at soon, so that sending need not read the clock each time.
    private bool _watchesBegin;

    private void WatchBegin_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_watchesBegin) return;
        _watchesBegin = true;
        LookAt_NeedsLock(Stopwatch.GetTimestamp() + s_beginPatience);
    }

    private void LookAtBegin_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (link.Waiting_NeedsLock == 0) return;
        var due = link.QuietSince_NeedsLock(now) + s_beginPatience;
        if (due <= now) Silence_NeedsLock(link, now);
        else LookAt_NeedsLock(due);
    }

    private void Silence_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        link.Withdraw_NeedsLock(int.MaxValue, _withdrawn);
        Requeue_NeedsLock();
        // It may have begun one just now.
        if (!link.HasTakenAll && link.Running is null)
        {
            link.SilentSince = now;
            Wake_NeedsLock(link);
        }

        LookAt_NeedsLock(now + s_passing);
        Dispatch_NeedsLock();
        EnsureWorkers_NeedsLock();
    }

    // Whether it has gone on, or never stopped.
    private static bool IsAwake_NeedsLock(WorkerLink link)
    {
        if (link.IsSilent && (link.HasTakenAll || link.Running is not null)) link.SilentSince = 0;
        return !link.IsSilent;
    }

    private void LookAtSilent_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (IsAwake_NeedsLock(link)) Fill_NeedsLock(link);
        else if (link.Phase == WorkerPhase.Ready)
        {
            // Whoever has stopped all processes to look at them wants to find them again.
            if (now - link.SilentSince >= s_replacePatience && !Debugger.IsAttached) Leave_NeedsLock(link);
            else LookAt_NeedsLock(now + Math.Clamp((now - link.SilentSince) / 8, s_passing, s_beginPatience));
        }
    }
}
