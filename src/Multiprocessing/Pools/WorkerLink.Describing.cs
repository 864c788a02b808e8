using System.Diagnostics;
using Multiprocessing.Platform;

namespace Multiprocessing.Pools;

/// <content>Shows the state of the worker.</content>
internal sealed partial class WorkerLink
{
    internal PoolWorkerSnapshot Describe_NeedsLock()
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        var running = Running;
        var id = _process.Id;
        return new PoolWorkerSnapshot
        {
            Number = Number,
            Name = Name,
            ProcessId = id,
            State = Phase switch
            {
                WorkerPhase.Starting => PoolWorkerState.Starting,
                WorkerPhase.Ready => Outstanding > 0 ? PoolWorkerState.Busy : PoolWorkerState.Idle,
                _ => PoolWorkerState.Stopping,
            },
            TasksDone = TasksDone,
            Tasks = Outstanding,
            CurrentTask = running?.Label,
            RunningFor = running is null ? null : Stopwatch.GetElapsedTime(_board.BeganAt),
            ProcessorTime = id is { } process ? ProcessFigures.ProcessorTime(process) : TimeSpan.Zero,
            PrivateBytes = id is { } same ? ProcessFigures.PrivateBytes(same) : 0,
        };
    }
}
