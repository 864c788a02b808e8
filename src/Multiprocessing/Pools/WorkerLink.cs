using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Messaging;
using Multiprocessing.Platform;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>
/// The pool's side of one worker: its process, the tasks that it was sent, and the thread that receives its results. Members that end in
/// <c>_NeedsLock</c> are guarded by the pool's lock.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its own thread disposes of what it has, last thing.")]
internal sealed partial class WorkerLink
{
    private const int Mask = WorkerBoard.Slots - 1;

    private readonly PoolCore _pool;
    private readonly Lock _poolLock;
    private readonly WorkItem?[] _sent = new WorkItem?[WorkerBoard.Slots];
    private readonly HashSet<int> _cached = [];
    private readonly WorkerBoard _board = new();
    private readonly PipeEnd _pipe;
    private readonly PipeEnd _workerPipe;
    private readonly ChildProcess _process;
    private readonly TaskSender _sender;
    private long _lastTask;
    private long _takenAtLook;
    private long _quietSince;
    private int _lastFunction;
    private int _outstanding;

    // How many of the outstanding tasks have a caller that receives the answer on its own thread.
    private int _withReader;

    /// <param name="pool">The pool, which handles the worker's messages.</param>
    /// <param name="poolLock">The pool's lock, which the caller of this constructor holds.</param>
    /// <param name="number">The worker's number in its pool, from 1.</param>
    /// <param name="initialization">The initializer.</param>
    /// <param name="options">The options with which the process is started.</param>
    internal WorkerLink(PoolCore pool, Lock poolLock, int number, Initialization initialization, ProcessOptions options)
    {
        (_pool, _poolLock, Number) = (pool, poolLock, number);
        _receiver = new ResultReceiver(this);
        (_pipe, _workerPipe) = PipeEnd.Create(isDuplex: true);
        _sender = new TaskSender(_pipe.Outgoing!);
        _process = new ChildProcess(WorkerStart.Call(_workerPipe, _board), options);
        _sender.TrySend(new TaskHeader(TaskMessage.Initialize, TaskTraits.None, 0, 0), null, initialization.Payload);
        _process.State.IsServant = true;
        _process.State.PrintsFailure = false;
    }

    internal int Number { get; }

    internal ChildProcess Process => _process;

    internal WorkerBoard Board => _board;

    internal string Name => _process.Name;

    internal WorkerPhase Phase { get; set; } = WorkerPhase.Starting;

    /// <summary>The number of tasks that the worker has and has not answered.</summary>
    internal int Outstanding => _outstanding;

    /// <summary>The number of tasks that the worker has not begun.</summary>
    internal int Waiting_NeedsLock
    {
        get
        {
            Debug.Assert(_poolLock.IsHeldByCurrentThread);
            var waiting = 0;
            for (var task = _lastTask; task > _board.Taken; task--)
            {
                if (FindSent(task) is not null) waiting++;
            }

            return waiting;
        }
    }

    internal int TasksSent { get; private set; }

    internal long TasksDone { get; set; }

    internal long StartedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>
    /// The time at which the worker was ready for its first task. Its age counts from then on: otherwise a worker whose start takes longer
    /// than its permitted age would never run a task.
    /// </summary>
    internal long ReadyAt { get; set; }

    /// <summary>The time since which the worker has had nothing to do; of interest while <see cref="IsIdle"/>.</summary>
    internal long IdleSince { get; set; } = Stopwatch.GetTimestamp();

    internal bool IsIdle { get; set; }

    /// <summary>Whether the worker is to be told to end as soon as its pipe has room for the message.</summary>
    internal bool IsToStop { get; set; }

    /// <summary>The time since which a worker that is to end has had no task.</summary>
    internal long HasNothingSince { get; private set; }

    /// <summary>The failure of a worker that was not ready in time; null for any other.</summary>
    internal TimeoutException? StartFailure { get; set; }

    /// <summary>The exception of the initializer, as a message.</summary>
    internal byte[]? InitializerFailure { get; private set; }

    internal long NextSizeCheck { get; set; }

    /// <summary>The task that the worker runs; null for none.</summary>
    internal WorkItem? Running => _board.Current is > 0 and var task && _board.HasBegun(task) ? FindSent(task) : null;

    /// <summary>
    /// The time at which the worker was found not to begin its tasks; 0 while it does. A stalled worker has no tasks, and gets none.
    /// </summary>
    internal long StalledSince { get; set; }

    internal bool IsStalled => StalledSince != 0;

    /// <summary>Whether the worker's process is stopped, as by a signal, and does nothing until it is continued.</summary>
    internal bool IsStopped => _process.Id is { } id && ProcessFigures.IsStopped(id);

    /// <summary>
    /// Whether the worker has begun or passed over all tasks that it was ever sent: this shows, without a message, that it goes on.
    /// </summary>
    internal bool HasTakenAll => _board.Taken >= _lastTask;

    /// <summary>
    /// Returns the time since which the worker, as far as occasional looks can tell, could have begun a task and has not.
    /// </summary>
    internal long QuietSince_NeedsLock(long now)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (_board.Taken != _takenAtLook || Running is not null) (_takenAtLook, _quietSince) = (_board.Taken, now);
        return _quietSince;
    }

    /// <summary>Whether the worker begins its tasks: it never stalled, or has gone on since.</summary>
    internal bool IsAwake_NeedsLock()
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (IsStalled && (HasTakenAll || Running is not null)) StalledSince = 0;
        return !IsStalled;
    }

    /// <summary>Finds a task that the worker was sent and has not answered.</summary>
    internal WorkItem? FindSent(long task) => Volatile.Read(ref _sent[task & Mask]) is { } item && item.Number == task ? item : null;

    /// <summary>Sends the worker a task, which may begin at once.</summary>
    /// <returns>False if there is no room for the task now.</returns>
    internal bool TrySend_NeedsLock(WorkItem item)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        var task = _lastTask + 1;
        // Withdrawn tasks have used numbers too: the task that is 256 numbers older may still wait for its answer.
        if (!_board.HasRoom(task) || _sent[task & Mask] is not null) return false;
        if (item.Function is { } function && function.Number != _lastFunction && !TrySendFunction_NeedsLock(function)) return false;
        _board.Offer(task, item.CancelledTokens);
        (item.Link, item.Number) = (this, task);
        // Stored before the task is sent, since it may be answered at once.
        Volatile.Write(ref _sent[task & Mask], item);
        var traits = item.Function is null ? TaskTraits.BringsFunction : TaskTraits.None;
        if (!TrySendNow_NeedsLock(new TaskHeader(TaskMessage.Run, traits, item.Function?.Number ?? 0, task), item.Trace, item.Payload))
        {
            _sent[task & Mask] = null;
            item.Link = null;
            return false;
        }

        item.State = WorkItemState.Sent;
        _lastTask = task;
        if (_outstanding++ == 0) _quietSince = Stopwatch.GetTimestamp();
        TasksSent++;
        // Either a waiting caller receives the answer on its own thread, or the listening thread is woken, if it is not awake already.
        if (item.AwaitsReader) (item.AwaitsReader, item.HasReader, _withReader) = (false, true, _withReader + 1);
        else if (_outstanding - _withReader == 1) _bell.Ring();
        return true;
    }

    /// <summary>Takes back the latest tasks that the worker has not begun.</summary>
    /// <param name="most">The largest number of tasks to take back.</param>
    /// <param name="taken">The tasks that were taken back, the latest first.</param>
    internal void Withdraw_NeedsLock(int most, List<WorkItem> taken)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        for (var task = _lastTask; task > _board.Taken && taken.Count < most; task--)
        {
            if (FindSent(task) is { } item && _board.TryWithdraw(task))
            {
                TryRemove_NeedsLock(item);
                TasksSent--;
                taken.Add(item);
            }
        }
    }

    /// <summary>Takes back one task.</summary>
    /// <returns>False if the task has begun.</returns>
    internal bool TryWithdraw_NeedsLock(WorkItem item)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (!_board.TryWithdraw(item.Number)) return false;
        TryRemove_NeedsLock(item);
        TasksSent--;
        return true;
    }

    /// <summary>Removes a task that the worker has answered or does not have any more.</summary>
    /// <returns>False if the worker did not have the task.</returns>
    internal bool TryRemove_NeedsLock(WorkItem item)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (FindSent(item.Number) != item) return false;
        _sent[item.Number & Mask] = null;
        if (--_outstanding == 0 && Phase == WorkerPhase.Retiring) HasNothingSince = Stopwatch.GetTimestamp();
        TakeReader_NeedsLock(item);
        return true;
    }

    /// <summary>Leaves a task's answer to the listening thread, instead of the caller's.</summary>
    internal void TakeReader_NeedsLock(WorkItem item)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (!item.HasReader) return;
        item.HasReader = false;
        _withReader--;
    }

    /// <summary>Leaves a task's answer to the listening thread, and wakes that.</summary>
    internal void LetThreadRead_NeedsLock(WorkItem item)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        TakeReader_NeedsLock(item);
        _bell.Ring();
    }

    /// <summary>Lists the tasks that the worker has not answered, in order.</summary>
    internal IEnumerable<WorkItem> Sent_NeedsLock()
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        for (var task = Math.Max(1, _lastTask - Mask); task <= _lastTask; task++)
        {
            if (FindSent(task) is { } item) yield return item;
        }
    }

    /// <summary>Tells the worker to end after the tasks that it has.</summary>
    internal void Stop_NeedsLock()
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (Phase is WorkerPhase.Killed) return;
        // A message that found no room is sent again; the time of the first attempt stays.
        if (Phase != WorkerPhase.Retiring || _outstanding > 0) HasNothingSince = Stopwatch.GetTimestamp();
        Phase = WorkerPhase.Retiring;
        IsToStop = !TrySendNow_NeedsLock(new TaskHeader(TaskMessage.Stop, TaskTraits.None, 0, 0), null, default);
    }

    /// <summary>Tells the worker that no task will name a function any more.</summary>
    internal void DropFunction_NeedsLock(CachedFunction function)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        // If there is no room now, the worker keeps the function, which costs memory; that happens only with a worker that does not answer.
        if (_cached.Remove(function.Number))
        {
            TrySendNow_NeedsLock(new TaskHeader(TaskMessage.DropFunction, TaskTraits.None, function.Number, 0), null, default);
        }

        if (_lastFunction == function.Number) _lastFunction = 0;
    }

    /// <summary>Kills the worker now. Messages that it has sent before are still received.</summary>
    internal void Kill_NeedsLock()
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        Phase = WorkerPhase.Killed;
        _process.State.KillSoon();
    }

    // Where shared memory is damaged, the worker cannot be reached, and is killed. The start of the next one fails, which tells the pool's
    // callers why.
    private bool TrySendNow_NeedsLock(TaskHeader header, byte[]? trace, in Payload payload)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        try
        {
            return _sender.TrySend(header, trace, payload);
        }
        catch (InvalidDataException)
        {
            Kill_NeedsLock();
            return true;
        }
    }

    private bool TrySendFunction_NeedsLock(CachedFunction function)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (!_cached.Contains(function.Number))
        {
            var header = new TaskHeader(TaskMessage.CacheFunction, TaskTraits.None, function.Number, 0);
            if (!TrySendNow_NeedsLock(header, null, function.Payload)) return false;

            _cached.Add(function.Number);
        }

        _lastFunction = function.Number;
        return true;
    }
}
