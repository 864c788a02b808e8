using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Messaging;
using Multiprocessing.Platform;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>
/// A pool's side of one worker: its process, the tasks that it was sent, and the thread that hears its results. What says so is guarded by
/// the pool's lock.
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

    // How many of these have a reader of their own.
    private int _withReader;

    /// <param name="pool">The pool, which is told what the worker says.</param>
    /// <param name="poolLock">The pool's lock, which is held by whoever makes this.</param>
    /// <param name="number">Which of the pool's workers it is, counted from 1.</param>
    /// <param name="initialization">What it does first.</param>
    /// <param name="options">What its process is started with.</param>
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

    /// <summary>How many tasks it has that it has not answered.</summary>
    internal int Outstanding => _outstanding;

    /// <summary>How many of these it has not begun.</summary>
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
    /// When it was ready for its first task: from then on its age counts, or one whose start takes longer than its life would never do
    /// anything.
    /// </summary>
    internal long ReadyAt { get; set; }

    /// <summary>Since when it has had nothing to do; of interest while <see cref="IsIdle"/>.</summary>
    internal long IdleSince { get; set; } = Stopwatch.GetTimestamp();

    internal bool IsIdle { get; set; }

    /// <summary>Whether it is to be told to end as soon as there is room for that.</summary>
    internal bool IsToStop { get; set; }

    /// <summary>Since when it has had no task, once it is to end.</summary>
    internal long HasNothingSince { get; private set; }

    /// <summary>That it was not ready in time; null where it was, or has time left.</summary>
    internal TimeoutException? StartFailure { get; set; }

    /// <summary>What its initializer has thrown.</summary>
    internal byte[]? InitializerFailure { get; private set; }

    internal long NextSizeCheck { get; set; }

    /// <summary>The task that it runs; null for none.</summary>
    internal WorkItem? Running => _board.Current is > 0 and var task && _board.HasBegun(task) ? FindSent(task) : null;

    /// <summary>
    /// When it was found that it does not begin what it was sent; 0 while it does. It has nothing then, and is given nothing.
    /// </summary>
    internal long StalledSince { get; set; }

    internal bool IsStalled => StalledSince != 0;

    /// <summary>Whether its process was stopped, as by a signal, and does nothing until somebody lets it go on.</summary>
    internal bool IsStopped => _process.Id is { } id && ProcessFigures.IsStopped(id);

    /// <summary>
    /// Whether it has passed over or begun all that it was ever sent: so it is known, without a word from it, that it goes on.
    /// </summary>
    internal bool HasTakenAll => _board.Taken >= _lastTask;

    /// <summary>Since when it might have begun something and has not, as far as is known by looking now and then.</summary>
    internal long QuietSince_NeedsLock(long now)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (_board.Taken != _takenAtLook || Running is not null) (_takenAtLook, _quietSince) = (_board.Taken, now);
        return _quietSince;
    }

    /// <summary>Looks whether it begins what it is sent: it never stalled, or has gone on.</summary>
    internal bool IsAwake_NeedsLock()
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (IsStalled && (HasTakenAll || Running is not null)) StalledSince = 0;
        return !IsStalled;
    }

    /// <summary>A task that it was sent and has not answered.</summary>
    internal WorkItem? FindSent(long task) => Volatile.Read(ref _sent[task & Mask]) is { } item && item.Number == task ? item : null;

    /// <summary>Sends it a task, which it may begin at once.</summary>
    /// <returns>False if there is no room for it now.</returns>
    internal bool TrySend_NeedsLock(WorkItem item)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        var task = _lastTask + 1;
        // Tasks that were withdrawn have taken numbers too: one that is 256 numbers older may still wait for its answer.
        if (!_board.HasRoom(task) || _sent[task & Mask] is not null) return false;
        if (item.Function is { } function && function.Number != _lastFunction && !TrySendFunction_NeedsLock(function)) return false;
        _board.Offer(task, item.CancelledTokens);
        (item.Link, item.Number) = (this, task);
        // Before it is sent: it may be answered at once.
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
        // A caller who waits receives the answer himself. Otherwise the thread is woken, if it does not listen already.
        if (item.AwaitsReader) (item.AwaitsReader, item.HasReader, _withReader) = (false, true, _withReader + 1);
        else if (_outstanding - _withReader == 1) _bell.Ring();
        return true;
    }

    /// <summary>Takes back the latest tasks that it has not begun.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="taken">Those that were taken back, the latest first.</param>
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
    /// <returns>False if it has begun.</returns>
    internal bool TryWithdraw_NeedsLock(WorkItem item)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (!_board.TryWithdraw(item.Number)) return false;
        TryRemove_NeedsLock(item);
        TasksSent--;
        return true;
    }

    /// <summary>The worker does not have the task any more.</summary>
    /// <returns>False if it did not have it.</returns>
    internal bool TryRemove_NeedsLock(WorkItem item)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (FindSent(item.Number) != item) return false;
        _sent[item.Number & Mask] = null;
        if (--_outstanding == 0 && Phase == WorkerPhase.Retiring) HasNothingSince = Stopwatch.GetTimestamp();
        TakeReader_NeedsLock(item);
        return true;
    }

    /// <summary>The caller does not receive the answer himself after all.</summary>
    internal void TakeReader_NeedsLock(WorkItem item)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (!item.HasReader) return;
        item.HasReader = false;
        _withReader--;
    }

    /// <summary>This one's thread receives the answer.</summary>
    internal void LetThreadRead_NeedsLock(WorkItem item)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        TakeReader_NeedsLock(item);
        _bell.Ring();
    }

    /// <summary>The tasks that it has not answered, in order.</summary>
    internal IEnumerable<WorkItem> Sent_NeedsLock()
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        for (var task = Math.Max(1, _lastTask - Mask); task <= _lastTask; task++)
        {
            if (FindSent(task) is { } item) yield return item;
        }
    }

    /// <summary>Tells it to end after the tasks that it has.</summary>
    internal void Stop_NeedsLock()
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        if (Phase is WorkerPhase.Killed) return;
        // It may be told again, where there was no room: its time goes on.
        if (Phase != WorkerPhase.Retiring || _outstanding > 0) HasNothingSince = Stopwatch.GetTimestamp();
        Phase = WorkerPhase.Retiring;
        IsToStop = !TrySendNow_NeedsLock(new TaskHeader(TaskMessage.Stop, TaskTraits.None, 0, 0), null, default);
    }

    /// <summary>Tells it that no task will name a function any more.</summary>
    internal void DropFunction_NeedsLock(CachedFunction function)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        // Where there is no room now, it keeps the function: that costs memory, and only a worker that is not answering gets there.
        if (_cached.Remove(function.Number))
        {
            TrySendNow_NeedsLock(new TaskHeader(TaskMessage.DropFunction, TaskTraits.None, function.Number, 0), null, default);
        }

        if (_lastFunction == function.Number) _lastFunction = 0;
    }

    /// <summary>Ends it now. Whatever it has told before is still heard.</summary>
    internal void Kill_NeedsLock()
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        Phase = WorkerPhase.Killed;
        _process.State.KillSoon();
    }

    // In shared memory that is damaged the worker cannot be reached. It ends; the start of the next one fails, and the pool's callers hear
    // why.
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
