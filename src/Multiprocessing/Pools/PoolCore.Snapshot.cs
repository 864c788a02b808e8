using System.Diagnostics;
using Multiprocessing.Platform;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <content>What there is to see of it.</content>
internal sealed partial class PoolCore
{
    private long _completed;
    private long _failed;

    /// <summary>Whether a worker has begun with something that is awaited by a task.</summary>
    internal bool IsRunning(Task task)
    {
        lock (_gate)
        {
            foreach (var link in _links)
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
        lock (_gate)
        {
            whyBroken = _phase == PoolPhase.Broken ? _whyBroken : null;
            snapshot = new PoolSnapshot
            {
                AcceptsTasks = _phase == PoolPhase.Open,
                Workers = [.. _links.Select(Describe_NeedsLock)],
                QueuedTasks = _queue.Count,
                CompletedTasks = Interlocked.Read(ref _completed),
                FailedTasks = Interlocked.Read(ref _failed),
                Restarts = _restarts,
            };
        }

        // What broke it is read from the message of a worker, which is nothing to do within the gate.
        snapshot.Failure = whyBroken?.Invoke();
        return snapshot;
    }

    /// <summary>How many workers do what, and how many tasks wait.</summary>
    internal (int Starting, int Idle, int Busy, int Queued) Count()
    {
        lock (_gate)
        {
            return (
                _links.Count(static link => link.Phase == WorkerPhase.Starting),
                _links.Count(static link => link is { Phase: WorkerPhase.Ready, Outstanding: 0 }),
                _links.Count(static link => link.Phase != WorkerPhase.Starting && link.Outstanding > 0),
                _queue.Count);
        }
    }

    private static PoolWorkerSnapshot Describe_NeedsLock(WorkerLink link)
    {
        var running = link.Running;
        var id = link.Process.Id;
        return new PoolWorkerSnapshot
        {
            Number = link.Number,
            Name = link.Name,
            ProcessId = id,
            State = link.Phase switch
            {
                WorkerPhase.Starting => PoolWorkerState.Starting,
                WorkerPhase.Ready => link.Outstanding > 0 ? PoolWorkerState.Busy : PoolWorkerState.Idle,
                _ => PoolWorkerState.Stopping,
            },
            TasksDone = link.TasksDone,
            Tasks = link.Outstanding,
            CurrentTask = running?.Label,
            RunningFor = running is null ? null : Stopwatch.GetElapsedTime(link.Board.BeganAt),
            ProcessorTime = id is { } process ? ProcessFigures.ProcessorTime(process) : TimeSpan.Zero,
            PrivateBytes = id is { } same ? ProcessFigures.PrivateBytes(same) : 0,
        };
    }
}
