using System.Diagnostics;
using Multiprocessing.Pools.Tasks;
using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>
/// Keeps failed tasks that may be tried again. The user's function may have to decide, which is called outside the lock; until it has, and
/// until the next try is due, a task is paused. Guarded by the pool's lock.
/// </summary>
internal sealed class TaskRetries(Lock poolLock, TaskQueue queue, LimitClock clock, PoolLifetime lifetime)
{
    /// <summary>
    /// The key in <see cref="Exception.Data"/> of a task's failure under which the exception of the deciding function is kept.
    /// </summary>
    internal const string FilterFailureKey = "Multiprocessing.RetryFailure";

    private readonly List<WorkItem> _paused = [];

    internal int Count => _paused.Count;

    /// <summary>Asks the user's function whether a task is tried again. Called outside the lock.</summary>
    // Whatever the user's function throws, it is told beside the task's own failure.
    internal static bool ShouldRetry(WorkItem item)
    {
        var failure = item.Failure!;
        try
        {
            return item.Rules.Retries.ShouldRetry!(failure);
        }
        catch (Exception exception)
        {
            failure.Data[FilterFailureKey] = exception;
            return false;
        }
    }

    /// <summary>
    /// Prepares another try of a task whose function has thrown; without a deciding function in the policy, the exception is the outcome.
    /// </summary>
    /// <param name="item">The task.</param>
    /// <param name="asked">Gets the task if the user's function has to decide.</param>
    /// <returns>False where the task has its outcome.</returns>
    internal bool TryAgainAfterThrow_NeedsLock(WorkItem item, ref List<WorkItem>? asked)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (item.Rules.Retries.ShouldRetry is null) return false;
        item.Losses++;
        return TryAgain_NeedsLock(item, allowed: false, asked ??= []);
    }

    /// <summary>Prepares another try of a task whose failure is noted.</summary>
    /// <param name="item">The task.</param>
    /// <param name="allowed">Whether the task is tried again if the policy has no deciding function.</param>
    /// <param name="asked">Gets the task if the user's function has to decide.</param>
    /// <returns>False where the task has its outcome.</returns>
    internal bool TryAgain_NeedsLock(WorkItem item, bool allowed, List<WorkItem> asked)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        var retries = item.Rules.Retries;
        if (item.IsCancelled || item.Losses > retries.MaxRetries || !lifetime.IsServing) return false;
        if (retries.ShouldRetry is not null)
        {
            Pause_NeedsLock(item, long.MaxValue);
            asked.Add(item);
            return true;
        }

        if (allowed) Schedule_NeedsLock(item);
        return allowed;
    }

    /// <summary>Carries out what the user's function has decided.</summary>
    /// <returns>Whether the task is tried again; null where it was cancelled meanwhile.</returns>
    internal bool? Decide_NeedsLock(WorkItem item, bool again)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        if (!_paused.Remove(item)) return null;
        if (!again || !lifetime.IsServing) return false;
        Schedule_NeedsLock(item);
        return true;
    }

    /// <summary>Puts tasks whose next try is due at the front of the queue.</summary>
    internal void RequeueDue_NeedsLock(long now)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        for (var index = _paused.Count - 1; index >= 0; index--)
        {
            var item = _paused[index];
            if (item.TriedAgainAt > now)
            {
                if (item.TriedAgainAt != long.MaxValue) clock.WakeBy_NeedsLock(item.TriedAgainAt);
                continue;
            }

            _paused.RemoveAt(index);
            queue.AddFirst(item);
        }
    }

    internal void Remove_NeedsLock(WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        _paused.Remove(item);
    }

    /// <summary>Takes out the tasks of a job.</summary>
    internal void TakeOwned_NeedsLock(object owner, List<WorkItem> taken)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        taken.AddRange(_paused.Where(item => ReferenceEquals(item.Owner, owner)));
        _paused.RemoveAll(item => ReferenceEquals(item.Owner, owner));
    }

    internal void TakeAll_NeedsLock(List<WorkItem> taken)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        taken.AddRange(_paused);
        _paused.Clear();
    }

    private void Schedule_NeedsLock(WorkItem item)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        item.Renew();
        var delay = TaskRules.Ticks(item.Rules.Retries.DelayAfter(item.Losses));
        if (delay == 0)
        {
            queue.AddFirst(item);
            return;
        }

        Pause_NeedsLock(item, Stopwatch.GetTimestamp() + delay);
        clock.WakeBy_NeedsLock(item.TriedAgainAt);
    }

    private void Pause_NeedsLock(WorkItem item, long until)
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        (item.State, item.Link, item.TriedAgainAt) = (WorkItemState.Paused, null, until);
        _paused.Add(item);
    }

    internal void CheckInvariants_NeedsLock()
    {
        Debug.Assert(poolLock.IsHeldByCurrentThread);
        foreach (var item in _paused)
        {
            Require(item.State == WorkItemState.Paused && item.Link is null && !item.HasReader);
            Require(clock.Next <= item.TriedAgainAt);
        }
    }
}
