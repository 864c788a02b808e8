using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>Shows the state of the pool.</content>
internal sealed partial class PoolCore
{
    /// <summary>Whether a worker has begun something that a task awaits.</summary>
    internal bool IsRunning(Task task)
    {
        lock (_lock)
        {
            foreach (var link in _workers.Links)
            {
                foreach (var item in link.Sent_NeedsLock())
                {
                    if (item.State != WorkItemState.Done && item.IsAwaitedBy(task) && link.Board.HasBegun(item.Number)) return true;
                }
            }

            return false;
        }
    }

    internal PoolSnapshot GetSnapshot()
    {
        Func<ProcessPoolBrokenException>? whyBroken;
        PoolSnapshot snapshot;
        lock (_lock)
        {
            whyBroken = _lifetime.WhyBroken;
            snapshot = new PoolSnapshot
            {
                AcceptsTasks = _lifetime.Phase == PoolPhase.Open,
                Workers = [.. _workers.Links.Select(static link => link.Describe_NeedsLock())],
                QueuedTasks = _queue.Count,
                CompletedTasks = _publisher.Completed,
                FailedTasks = _publisher.Failed,
                Restarts = _workers.Losses,
            };
        }

        // Made outside the lock, since the failure is read from a worker's message.
        snapshot.Failure = whyBroken?.Invoke();
        return snapshot;
    }

    /// <summary>Counts the workers in each state, and the tasks that wait.</summary>
    internal (int Starting, int Idle, int Busy, int Queued) Count()
    {
        lock (_lock)
        {
            return (
                _workers.Links.Count(static link => link.Phase == WorkerPhase.Starting),
                _workers.Links.Count(static link => link is { Phase: WorkerPhase.Ready, Outstanding: 0 }),
                _workers.Links.Count(static link => link.Phase != WorkerPhase.Starting && link.Outstanding > 0),
                _queue.Count);
        }
    }
}
