using System.Diagnostics;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>The end of the pool.</content>
internal sealed partial class PoolCore
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the pool takes no more tasks and all its workers have ended.</summary>
    internal Task Ended => _ended.Task;

    // What jobs have not submitted yet is dropped too.
    private bool _dropsWaiting;

    internal bool IsOpen
    {
        get
        {
            lock (_gate) return _phase == PoolPhase.Open;
        }
    }

    /// <summary>Takes no more tasks; what it has is done, then the workers end.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            if (_phase == PoolPhase.Open) _phase = PoolPhase.Closed;
            FinishIfDrained_NeedsLock();
        }
    }

    /// <summary>Cancels the tasks that have not begun.</summary>
    internal void CancelPending()
    {
        var cancelled = new List<WorkItem>();
        lock (_gate)
        {
            _dropsWaiting = true;
            foreach (var link in _links) link.Withdraw_NeedsLock(int.MaxValue, _withdrawn);
            Requeue_NeedsLock();
            TakeAll_NeedsLock(cancelled);
            foreach (var link in _links.ToArray()) Fill_NeedsLock(link);
            FinishIfDrained_NeedsLock();
        }

        foreach (var item in cancelled) End(item, new DroppedEnding(Name));
    }

    /// <summary>Kills the workers that run something, and asks the others to end; what is not done is cancelled.</summary>
    internal void Terminate()
    {
        var lost = new List<WorkItem>();
        lock (_gate)
        {
            if (_phase == PoolPhase.Terminated) return;
            _phase = PoolPhase.Terminated;
            foreach (var link in _links) link.Withdraw_NeedsLock(int.MaxValue, _withdrawn);
            Requeue_NeedsLock();
            TakeAll_NeedsLock(lost);
            foreach (var link in _links)
            {
                foreach (var item in link.Sent_NeedsLock())
                {
                    if (item.State == WorkItemState.Done) continue;
                    item.State = WorkItemState.Done;
                    lost.Add(item);
                }

                // One that has nothing to do may have something to tell before it ends: what it has logged or measured. One that was slow
                // to begin a task gets to that too, unless it is stopped.
                if (link.Running is not null || (!IsAwake_NeedsLock(link) && link.IsStopped)) link.Kill_NeedsLock();
            }

            FinishIfDrained_NeedsLock();
        }

        foreach (var item in lost) End(item, new TerminatedEnding(Name));
    }

    // The program ends: nobody waits for what runs, but workers without work end as at any other time.
    private Task EndWithProgram()
    {
        Terminate();
        // The thread that hears of a worker's end may be the one that has called Environment.Exit.
        return Task.WhenAny(Ended, Task.Delay(_options.WorkerEndTimeLimit));
    }

    /// <summary>Kills all workers; new ones take their place. Tasks that run are lost.</summary>
    internal void KillWorkers()
    {
        lock (_gate)
        {
            // What they have not begun is not lost, and nothing more is sent to them.
            foreach (var link in _links)
            {
                link.Withdraw_NeedsLock(int.MaxValue, _withdrawn);
                Wake_NeedsLock(link);
                link.Kill_NeedsLock();
            }

            Requeue_NeedsLock();
            EnsureWorkers_NeedsLock();
        }
    }

    private void TakeAll_NeedsLock(List<WorkItem> taken)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        while (_queue.Peek() is { } item)
        {
            _queue.Remove(item);
            item.State = WorkItemState.Done;
            taken.Add(item);
        }

        foreach (var item in _paused) item.State = WorkItemState.Done;
        taken.AddRange(_paused);
        _paused.Clear();
    }

    private void End(WorkItem item, TaskEnding ending)
    {
        ending.Apply(item);
        Publish(item);
    }

    private void FinishIfDrained_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_phase == PoolPhase.Open) return;
        if (_phase == PoolPhase.Terminated
            || (_queue.Count == 0 && _paused.Count == 0 && _outstanding == 0 && (_jobs == 0 || _dropsWaiting)))
        {
            foreach (var link in _links)
            {
                if (link.Phase == WorkerPhase.Ready) Stop_NeedsLock(link);
                else if (link.Phase == WorkerPhase.Starting) link.Kill_NeedsLock();
            }

            if (_links.Count == 0 && _ended.TrySetResult()) Forget();
        }
    }

    private void Forget()
    {
        CurrentProcess.Exiting -= EndWithProgram;
        PoolMetrics.Remove(this);
        _initialization.Release(Blocks);
        Blocks.Dispose();
        StopClock_NeedsLock();
    }

    // Why nothing more is taken; null where something is. The exception is made outside the gate: the initializer's is rebuilt, which is
    // the user's code.
    private Func<Exception>? WhyOver_NeedsLock(bool isOfJob) => _phase switch
    {
        PoolPhase.Broken => _whyBroken,
        PoolPhase.Terminated when isOfJob => () => TerminatedEnding.Failure(Name),
        PoolPhase.Terminated => () => new ObjectDisposedException(nameof(ProcessPool), $"The process pool '{Name}' was terminated or " +
            "disposed of."),
        PoolPhase.Closed when isOfJob && _dropsWaiting => () => DroppedEnding.Failure(Name),
        PoolPhase.Closed when !isOfJob => () => new InvalidOperationException($"The process pool '{Name}' is closed: it takes no more " +
            "tasks."),
        _ => null,
    };
}
