using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>Completes tasks for their callers, and counts them. Thread-safe; called outside the lock.</summary>
internal sealed class TaskPublisher(PoolCore pool)
{
    private long _completed;
    private long _failed;

    internal long Completed => Interlocked.Read(ref _completed);

    internal long Failed => Interlocked.Read(ref _failed);

    internal void Publish(WorkItem item)
    {
        Interlocked.Increment(ref item.Failure is null && !item.IsCancelled ? ref _completed : ref _failed);
        PoolMetrics.OnDone(pool, item);
        item.Publish(pool.Blocks);
    }

    /// <summary>Publishes tasks, and empties their list.</summary>
    internal void Publish(List<WorkItem> finished)
    {
        foreach (var item in finished) Publish(item);
        finished.Clear();
    }

    /// <summary>Publishes tasks that are ended for the same reason.</summary>
    internal void Publish(List<WorkItem> ended, TaskEnding ending)
    {
        foreach (var item in ended)
        {
            ending.Apply(item);
            Publish(item);
        }
    }

    /// <summary>Publishes tasks that a broken pool does not do, each with a separate exception.</summary>
    internal void PublishBroken(List<WorkItem> failed, PoolLifetime lifetime)
    {
        foreach (var item in failed)
        {
            item.Fail(lifetime.BrokenFailure());
            Publish(item);
        }
    }
}
