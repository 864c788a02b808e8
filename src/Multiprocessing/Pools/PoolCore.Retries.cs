using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>Tasks that have failed and may be tried again. Whether they are may be a question to the user's function, which is asked
/// outside the gate; until then, and until its next try is due, a task is paused.</content>
internal sealed partial class PoolCore
{
    /// <summary>
    /// The key in <see cref="Exception.Data"/> under which a task's failure has that of the function that was to decide on its next try.
    /// </summary>
    internal const string FilterFailureKey = "Multiprocessing.RetryFailure";

    private readonly List<WorkItem> _paused = [];

    // False where the task has its outcome.
    private bool TryAgain_NeedsLock(WorkItem item, bool allowed, List<WorkItem> asked)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        var retries = item.Rules.Retries;
        if (item.IsCancelled || item.Losses > retries.MaxRetries || _phase is PoolPhase.Terminated or PoolPhase.Broken) return false;
        if (retries.ShouldRetry is not null)
        {
            Pause_NeedsLock(item, long.MaxValue);
            asked.Add(item);
            return true;
        }

        if (allowed) AwaitNextTry_NeedsLock(item);
        return allowed;
    }

    private void AwaitNextTry_NeedsLock(WorkItem item)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        item.Renew();
        var delay = TaskRules.Ticks(item.Rules.Retries.DelayAfter(item.Losses));
        if (delay == 0)
        {
            _queue.AddFirst(item);
            return;
        }

        Pause_NeedsLock(item, Stopwatch.GetTimestamp() + delay);
        LookAt_NeedsLock(item.TriedAgainAt);
    }

    private void Pause_NeedsLock(WorkItem item, long until)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        (item.State, item.Link, item.TriedAgainAt) = (WorkItemState.Paused, null, until);
        _paused.Add(item);
    }

    private void AskWhetherAgain(List<WorkItem> asked)
    {
        foreach (var item in asked)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => state.Pool.AskWhetherAgain(state.Item), (Pool: this, Item: item),
                preferLocal: false);
        }

        asked.Clear();
    }

    private void AskWhetherAgain(WorkItem item)
    {
        var again = ShouldRetry(item.Rules.Retries, item.Failure!);
        lock (_gate)
        {
            // It may have been cancelled meanwhile.
            if (!_paused.Remove(item)) return;
            if (again && _phase is not (PoolPhase.Terminated or PoolPhase.Broken))
            {
                AwaitNextTry_NeedsLock(item);
                Dispatch_NeedsLock();
                EnsureWorkers_NeedsLock();
                return;
            }

            item.State = WorkItemState.Done;
            FinishIfDrained_NeedsLock();
        }

        Publish(item);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the user's function throws, it is told beside the task's own failure.")]
    private static bool ShouldRetry(RetryPolicy retries, Exception failure)
    {
        try
        {
            return retries.ShouldRetry!(failure);
        }
        catch (Exception exception)
        {
            failure.Data[FilterFailureKey] = exception;
            return false;
        }
    }

    private void LookAtPaused_NeedsLock(long now)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        for (var index = _paused.Count - 1; index >= 0; index--)
        {
            var item = _paused[index];
            if (item.TriedAgainAt > now)
            {
                if (item.TriedAgainAt != long.MaxValue) LookAt_NeedsLock(item.TriedAgainAt);
                continue;
            }

            _paused.RemoveAt(index);
            _queue.AddFirst(item);
        }

        if (_queue.Count > 0) Dispatch_NeedsLock();
    }
}
