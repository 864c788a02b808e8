using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>What is watched by the clock: time limits, grace periods, memory, workers that have nothing to do. Its thread sleeps until the
/// next of these is due.</content>
internal sealed partial class PoolCore
{
    // How often the memory of busy workers is looked at.
    private static readonly long s_memoryInterval = Stopwatch.Frequency / 50;

    // How often it is looked at whether a worker is to be replaced since it is large.
    private static readonly long s_recyclingInterval = Stopwatch.Frequency / 10;

    private readonly object _clock = new();
    private bool _hasClock;
    private bool _isClockStopped;
    private long _nextLook = long.MaxValue;

    // Tells a task to end, or kills its worker.
    private void End_NeedsLock(WorkerLink link, WorkItem item, TaskEnding ending, bool mayBeTold)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        item.Ending ??= ending;
        if (!mayBeTold)
        {
            Condemn_NeedsLock(link, item);
            return;
        }

        if (item.KillAt != long.MaxValue) return;
        item.KillAt = Stopwatch.GetTimestamp() + item.Rules.GraceTicks;
        LookAt_NeedsLock(item.KillAt);
    }

    // Kills a worker for the sake of the task that it runs; the tasks behind it go to others.
    private void Condemn_NeedsLock(WorkerLink link, WorkItem item)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        link.Withdraw_NeedsLock(int.MaxValue, _withdrawn);
        Requeue_NeedsLock();
        // What it was sent is withdrawn, so it can begin nothing else; it may have ended this one just now.
        if (link.Board.HasBegun(item.Number) && ReferenceEquals(link.FindSent(item.Number), item)) link.Kill_NeedsLock();
        Dispatch_NeedsLock();
        EnsureWorkers_NeedsLock();
    }

    private void WatchLimits_NeedsLock(WorkItem item)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (item.Rules.TimeLimit is not null) LookAt_NeedsLock(Stopwatch.GetTimestamp() + item.Rules.TimeLimitTicks);
        if (_options.MemoryLimitBytes is not null) LookAt_NeedsLock(Stopwatch.GetTimestamp() + s_memoryInterval);
    }

    private void WatchIdle_NeedsLock(WorkerLink link)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_options.Least < _options.Most) LookAt_NeedsLock(link.IdleSince + TaskRules.Ticks(_options.IdleTimeout));
        if (_options.MaxWorkerAge is { } age) LookAt_NeedsLock(link.ReadyAt + TaskRules.Ticks(age));
    }

    private void RecycleIfLarge_NeedsLock(WorkerLink link)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_options.RecycleAboveBytes is not { } most || link.Phase != WorkerPhase.Ready || link.NextMemoryLook > Stopwatch.GetTimestamp())
        {
            return;
        }

        link.NextMemoryLook = Stopwatch.GetTimestamp() + s_recyclingInterval;
        if (ProcessFigures.PrivateBytes(link.Process.Id ?? 0) > most) Leave_NeedsLock(link);
    }

    private void LookAt_NeedsLock(long when)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (when >= _nextLook) return;
        _nextLook = when;
        if (!_hasClock)
        {
            _hasClock = true;
            new Thread(RunClock) { IsBackground = true, Name = $"Multiprocessing {Name} clock" }.UnsafeStart();
        }

        lock (_clock) Monitor.Pulse(_clock);
    }

    private void StopClock_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        lock (_clock)
        {
            _isClockStopped = true;
            Monitor.Pulse(_clock);
        }
    }

    private void RunClock()
    {
        while (true)
        {
            lock (_clock)
            {
                if (_isClockStopped) return;
                var next = Volatile.Read(ref _nextLook);
                var left = next == long.MaxValue ? Timeout.Infinite : (next - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency;
                if (left is Timeout.Infinite or > 0)
                {
                    Monitor.Wait(_clock, left == Timeout.Infinite ? Timeout.Infinite : left > int.MaxValue ? int.MaxValue
                        : (int)Math.Ceiling(left));
                }

                if (_isClockStopped) return;
                if (Volatile.Read(ref _nextLook) > Stopwatch.GetTimestamp()) continue;
            }

            Look();
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            (_nextLook, _watchesBegin) = (long.MaxValue, false);
            var now = Stopwatch.GetTimestamp();
            foreach (var link in _links.ToArray())
            {
                if (link.Outstanding > 0) LookAtTasks_NeedsLock(link, now);
                if (link.IsSilent) LookAtSilent_NeedsLock(link, now);
                else if (link.Outstanding > 0) LookAtBegin_NeedsLock(link, now);
                if (link.Outstanding > 0 && _options.MemoryLimitBytes is { } most) LookAtMemory_NeedsLock(link, most, now);
                if (link.IsIdle) LookAtIdle_NeedsLock(link, now);
                if (link.Phase == WorkerPhase.Leaving) LookAtLeaving_NeedsLock(link, now);
                if (link.Phase == WorkerPhase.Starting) LookAtStart_NeedsLock(link, now);
            }

            if (_paused.Count > 0) LookAtPaused_NeedsLock(now);
            if (_idle.Count > 0) Dispatch_NeedsLock();
            EnsureWorkers_NeedsLock();
        }
    }

    private void LookAtTasks_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        var running = link.Running;
        if (running is not null)
        {
            var due = link.Board.BeganAt + running.Rules.TimeLimitTicks;
            if (running.KillAt <= now) Condemn_NeedsLock(link, running);
            else if (running.KillAt != long.MaxValue) LookAt_NeedsLock(running.KillAt);
            else if (running.Rules.TimeLimit is not { } limit || running.Ending is not null) { }
            else if (due <= now) EndLate_NeedsLock(link, running, limit);
            else LookAt_NeedsLock(due);
        }

        foreach (var item in link.Sent_NeedsLock())
        {
            if (item != running && item.Rules.TimeLimit is not null) LookAt_NeedsLock(now + item.Rules.TimeLimitTicks);
        }
    }

    private void EndLate_NeedsLock(WorkerLink link, WorkItem item, TimeSpan limit)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (item.TakesToken) link.Board.Cancel(item.Number, TaskTokens.TimeIsOver);
        End_NeedsLock(link, item, new TimeLimitEnding(limit, link.Name), item.TakesToken);
    }

    private void LookAtMemory_NeedsLock(WorkerLink link, long most, long now)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        var used = ProcessFigures.PrivateBytes(link.Process.Id ?? 0);
        if (used > most && link.Running is { } running && link.Phase != WorkerPhase.Condemned)
        {
            End_NeedsLock(link, running, new MemoryLimitEnding(used, most, link.Name), mayBeTold: false);
        }

        LookAt_NeedsLock(now + s_memoryInterval);
    }

    private void LookAtIdle_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (LeaveIfDue_NeedsLock(link)) return;
        var due = link.IdleSince + TaskRules.Ticks(_options.IdleTimeout);
        var live = _links.Count(static other => other.Phase is WorkerPhase.Starting or WorkerPhase.Ready);
        if (due <= now && live > _options.Least) Leave_NeedsLock(link);
        else if (due > now) WatchIdle_NeedsLock(link);
    }

    private void LookAtStart_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_options.WorkerOptions.WaitForDebugger) return;
        var due = link.StartedAt + TaskRules.Ticks(_options.WorkerStartTimeLimit);
        if (due > now)
        {
            LookAt_NeedsLock(due);
            return;
        }

        link.StartFailure = new TimeoutException($"The worker {link.Name} was not ready for its first task within " +
            $"{_options.WorkerStartTimeLimit} (ProcessPoolOptions.WorkerStartTimeLimit), and was killed: its process did not start, or " +
            "its initializer did not return.");
        link.Kill_NeedsLock();
    }

    private void LookAtLeaving_NeedsLock(WorkerLink link, long now)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (link.IsToStop) Stop_NeedsLock(link);
        // Its answers may be left unread once the pool was terminated.
        var due = (link.Outstanding > 0 && _phase != PoolPhase.Terminated ? now : link.HasNothingSince)
            + TaskRules.Ticks(_options.WorkerEndTimeLimit);
        if (due <= now) link.Kill_NeedsLock();
        else LookAt_NeedsLock(due);
    }
}
