using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Launching;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>The workers: how they come and go.</content>
internal sealed partial class PoolCore
{
    // How much a start that failed counts, of what the pool breaks at.
    private const int StartFailureWeight = 10;
    private const int KilledStartWeight = 1;

    private static readonly long s_firstPause = Stopwatch.Frequency / 50;
    private static readonly long s_longestPause = Stopwatch.Frequency * 2;

    private int _lastWorker;
    private int _startFailures;
    private long _startNotBefore;
    private long _restarts;
    private Func<ProcessPoolBrokenException>? _whyBroken;

    // As many as there should be, by how many there are. After a start that failed there is a pause, and a longer one after each further
    // one: what is short may come back.
    private void EnsureWorkers_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_phase is PoolPhase.Broken or PoolPhase.Terminated) return;
        if (_startNotBefore > Stopwatch.GetTimestamp())
        {
            LookAt_NeedsLock(_startNotBefore);
            return;
        }

        var (live, tasks) = (0, _queue.Count);
        foreach (var link in _links)
        {
            if (link.Phase is WorkerPhase.Starting or WorkerPhase.Ready) live++;
            // What was sent ahead to a busy worker waits too: another one takes it over.
            if (link.Phase == WorkerPhase.Ready) tasks += link.Outstanding;
        }

        var wanted = _phase == PoolPhase.Open ? _options.Least : 0;
        if (_idle.Count == 0) wanted = Math.Max(wanted, Math.Min(tasks, _options.Most));
        for (; live < wanted && TryAddWorker_NeedsLock(); live++)
        {
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps a worker from starting, the pool's callers hear of it.")]
    private bool TryAddWorker_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        WorkerLink? link = null;
        try
        {
            link = AddLink_NeedsLock();
            link.Listen(launches: true);
            return true;
        }
        catch (Exception failure)
        {
            // No memory, no thread, or no directory any more to start it in.
            if (link is not null) _links.Remove(link);
            CountStartFailure_NeedsLock(link, null, failure);
            if (_phase == PoolPhase.Broken) ThreadPool.UnsafeQueueUserWorkItem(static pool => pool.FailWaiting(), this, preferLocal: false);
            else LookAt_NeedsLock(_startNotBefore);
            return false;
        }
    }

    // The pool is broken: nobody will do what waits.
    private void FailWaiting()
    {
        var failed = new List<WorkItem>();
        lock (_gate)
        {
            TakeAll_NeedsLock(failed);
            FinishIfDrained_NeedsLock();
        }

        PublishBroken(failed);
    }

    // The first one is started by whoever makes the pool, who so hears of what cannot cross.
    private void StartFirst()
    {
        WorkerLink first;
        lock (_gate) first = AddLink_NeedsLock();
        try
        {
            first.Launch();
        }
        catch
        {
            lock (_gate) _links.Clear();
            Forget();
            throw;
        }

        first.Listen(launches: false);
    }

    private WorkerLink AddLink_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        var number = ++_lastWorker;
        var options =
            new ProcessOptions(_options.WorkerOptions) { Name = $"{_options.WorkerOptions.Name ?? Name}-{number}", IsDaemon = false };
        if (_options.WorkerProcessors is { } processors) options.Processors = processors[(number - 1) % processors.Count];
        var link = new WorkerLink(this, number, _initialization, options);
        _links.Add(link);
        LookAtStart_NeedsLock(link, link.StartedAt);
        return link;
    }

    /// <summary>A worker is gone, and all that it said has been heard.</summary>
    /// <param name="link">The worker.</param>
    /// <param name="exitStatus">How its process ended; null if it never started.</param>
    /// <param name="failure">Why it did not start.</param>
    internal void OnEnded(WorkerLink link, ExitStatus? exitStatus, Exception? failure)
    {
        var done = new List<WorkItem>();
        var broken = new List<WorkItem>();
        var asked = new List<WorkItem>();
        var wasLost = false;
        lock (_gate)
        {
            var wasStarting = link.StartFailure is not null || (link.TasksSent == 0 && link.Phase == WorkerPhase.Starting);
            failure ??= link.StartFailure;
            var hadTasks = link.Outstanding > 0;
            _links.Remove(link);
            Wake_NeedsLock(link);
            Settle_NeedsLock(link, exitStatus ?? new ExitStatus(0), done, asked);
            if (wasStarting) CountStartFailure_NeedsLock(link, exitStatus, failure);
            else if (_phase == PoolPhase.Open && (link.Phase != WorkerPhase.Leaving || hadTasks))
            {
                wasLost = true;
                _restarts++;
            }

            // Nobody gives it anything any more.
            link.Phase = WorkerPhase.Condemned;
            if (_phase == PoolPhase.Broken) TakeAll_NeedsLock(broken);
            Dispatch_NeedsLock();
            EnsureWorkers_NeedsLock();
            FinishIfDrained_NeedsLock();
        }

        if (wasLost) PoolMetrics.OnRestart(this);
        foreach (var item in done) Publish(item);
        AskWhetherAgain(asked);
        PublishBroken(broken);
    }

    // Of the tasks that it had, the one that had begun is lost; the others wait again, before those that came later.
    private void Settle_NeedsLock(WorkerLink link, ExitStatus exitStatus, List<WorkItem> done, List<WorkItem> asked)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        foreach (var item in link.Sent_NeedsLock().Reverse())
        {
            link.Remove_NeedsLock(item);
            _outstanding--;
            var hadBegun = link.Board.HasBegun(item.Number);
            if (item.State == WorkItemState.Done) continue;
            if (!hadBegun)
            {
                item.Renew();
                _queue.AddFirst(item);
                continue;
            }

            var allowed = item.Ending is null;
            NoteLoss(link, item, exitStatus);
            if (TryAgain_NeedsLock(item, allowed, asked)) continue;
            item.State = WorkItemState.Done;
            done.Add(item);
        }
    }

    private static void NoteLoss(WorkerLink link, WorkItem item, ExitStatus exitStatus)
    {
        item.Losses++;
        if (item.Ending is { } ending)
        {
            ending.Apply(item);
            return;
        }

        var crash = new ProcessCrashedException(link.Name, link.Process.Id ?? 0, exitStatus, link.Process.State.LastErrorLines,
            items: item.Items);
        item.Lose(item.Losses == 1 ? crash : new ProcessCrashedException(item.Losses, crash));
    }

    private void CountStartFailure_NeedsLock(WorkerLink? link, ExitStatus? exitStatus, Exception? failure)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_phase is PoolPhase.Terminated) return;
        // Ctrl+C reaches a worker that starts; later it is ignored there.
        var wasKilled = link?.StartFailure is null && exitStatus?.Cause is Platform.EndCause.Killed or Platform.EndCause.Terminated
            or Platform.EndCause.Interrupted;
        _startFailures += wasKilled ? KilledStartWeight : StartFailureWeight;
        if (!wasKilled) PauseStarts_NeedsLock();
        if (_startFailures < _options.MaxStartFailures * StartFailureWeight) return;
        var (thrown, name, id, lines) =
            (link?.InitializerFailure, link?.Name ?? Name, link?.Process.Id ?? 0, link?.Process.State.LastErrorLines);
        _whyBroken = () => new ProcessPoolBrokenException(
            thrown is not null ? $"The process pool '{Name}' is broken: the initializer of its workers threw each time."
                : $"The process pool '{Name}' is broken: its workers failed to start time after time.",
            thrown is not null ? FailureMessage.Read(thrown, NoLiveObjects.Instance) : failure
                ?? new ProcessCrashedException(name, id, exitStatus ?? new ExitStatus(0), lines));
        _phase = PoolPhase.Broken;
    }

    private void PauseStarts_NeedsLock() =>
        _startNotBefore = Stopwatch.GetTimestamp()
            + Math.Min(s_firstPause << Math.Min(_startFailures / StartFailureWeight, 10), s_longestPause);

    // Each with an exception of its own, made outside the gate.
    private void PublishBroken(List<WorkItem> items)
    {
        foreach (var item in items)
        {
            item.Fail(_whyBroken!());
            Publish(item);
        }
    }

    // A worker that has done its share, or is too old, is told to end; another one is started at once.
    private bool LeaveIfDue_NeedsLock(WorkerLink link)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_options.MaxWorkerAge is not { } age || Stopwatch.GetElapsedTime(link.ReadyAt) < age) return false;
        Leave_NeedsLock(link);
        return true;
    }

    private void Leave_NeedsLock(WorkerLink link)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        Wake_NeedsLock(link);
        Stop_NeedsLock(link);
        EnsureWorkers_NeedsLock();
    }

    private void Stop_NeedsLock(WorkerLink link)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        link.Stop_NeedsLock();
        LookAt_NeedsLock(Stopwatch.GetTimestamp() + (link.IsToStop ? s_passing : TaskRules.Ticks(_options.WorkerEndTimeLimit)));
    }
}
