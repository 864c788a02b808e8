using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>What there is to see of it.</content>
internal sealed partial class PoolCore
{
    /// <summary>Whether a worker has begun with something that is awaited by a task.</summary>
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

        // What broke it is read from the message of a worker, which is nothing to do within the lock.
        snapshot.Failure = whyBroken?.Invoke();
        return snapshot;
    }

    /// <summary>How many workers do what, and how many tasks wait.</summary>
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
