using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools.Tasks;

/// <summary>
/// The tasks that wait for a worker: those of the highest priority first, then in the order in which they came. Guarded by the pool's lock.
/// </summary>
internal sealed class TaskQueue
{
    private readonly List<Level> _levels = [];

    internal int Count { get; private set; }

    internal void Add(WorkItem item) => Insert(item, atFront: false);

    /// <summary>Puts back a task that was taken, before others of its priority.</summary>
    internal void AddFirst(WorkItem item) => Insert(item, atFront: true);

    internal WorkItem? Peek()
    {
        foreach (var level in _levels)
        {
            if (level.First is { } first) return first;
        }

        return null;
    }

    /// <summary>Finds the tasks of a job.</summary>
    internal void Find(object owner, List<WorkItem> found)
    {
        foreach (var level in _levels)
        {
            for (var item = level.First; item is not null; item = item.Next)
            {
                if (ReferenceEquals(item.Owner, owner)) found.Add(item);
            }
        }
    }

    internal void Remove(WorkItem item)
    {
        var level = Find(item.Rules.Priority);
        if (item.Previous is { } previous) previous.Next = item.Next;
        else level.First = item.Next;
        if (item.Next is { } next) next.Previous = item.Previous;
        else level.Last = item.Previous;
        (item.Next, item.Previous) = (null, null);
        Count--;
    }

    /// <summary>Takes out all tasks, in their order.</summary>
    internal void TakeAll(List<WorkItem> taken)
    {
        while (Peek() is { } item)
        {
            Remove(item);
            taken.Add(item);
        }
    }

    /// <summary>Checks the first tasks, at most this many, and the number of tasks where that is all of them.</summary>
    internal void CheckInvariants(int most)
    {
        var count = 0;
        for (var index = 0; index < _levels.Count; index++)
        {
            var level = _levels[index];
            Require(index == 0 || level.Priority < _levels[index - 1].Priority);
            WorkItem? last = null;
            for (var item = level.First; item is not null; item = item.Next)
            {
                Require(item.State == WorkItemState.Queued && item.Link is null && !item.HasReader);
                Require(item.Previous == last && item.Rules.Priority == level.Priority);
                last = item;
                if (++count == most) return;
            }

            Require(level.Last == last);
        }

        Require(count == Count);
    }

    private void Insert(WorkItem item, bool atFront)
    {
        var level = Find(item.Rules.Priority);
        item.State = WorkItemState.Queued;
        item.Link = null;
        Count++;
        if (level.First is null) (level.First, level.Last) = (item, item);
        else if (atFront)
        {
            item.Next = level.First;
            level.First.Previous = item;
            level.First = item;
        }
        else
        {
            item.Previous = level.Last;
            level.Last!.Next = item;
            level.Last = item;
        }
    }

    private Level Find(int priority)
    {
        var index = 0;
        for (; index < _levels.Count; index++)
        {
            if (_levels[index].Priority == priority) return _levels[index];
            if (_levels[index].Priority < priority) break;
        }

        var level = new Level(priority);
        _levels.Insert(index, level);
        return level;
    }

    private sealed class Level(int priority)
    {
        internal readonly int Priority = priority;
        internal WorkItem? First;
        internal WorkItem? Last;
    }
}
