using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Messaging;
using Multiprocessing.Platform;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>
/// A pool's side of one worker: its process, the tasks that it was sent, and the thread that hears its results. What says so is guarded by
/// the pool's gate.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its own thread disposes of what it has, last thing.")]
internal sealed partial class WorkerLink
{
    private const int Mask = WorkerBoard.Slots - 1;

    private readonly PoolCore _pool;
    private readonly WorkItem?[] _sent = new WorkItem?[WorkerBoard.Slots];
    private readonly HashSet<int> _known = [];
    private readonly WorkerBoard _board = new();
    private readonly PipeEnd _pipe;
    private readonly PipeEnd _workerPipe;
    private readonly ChildProcess _process;
    private readonly TaskSender _sender;
    private long _lastTask;
    private long _takenAtLook;
    private long _quietSince;
    private int _lastKnown;
    private int _outstanding;

    // How many of these have a reader of their own.
    private int _covered;

    internal WorkerLink(PoolCore pool, int number, Initialization initialization, ProcessOptions options)
    {
        (_pool, Number) = (pool, number);
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

    internal long NextMemoryLook { get; set; }

    /// <summary>The task that it runs; null for none.</summary>
    internal WorkItem? Running => _board.Current is > 0 and var task && _board.HasBegun(task) ? FindSent(task) : null;

    /// <summary>
    /// When it was found that it does not begin what it was sent; 0 while it does. It has nothing then, and is given nothing.
    /// </summary>
    internal long SilentSince { get; set; }

    internal bool IsSilent => SilentSince != 0;

    /// <summary>Whether its process was stopped, as by a signal, and does nothing until somebody lets it go on.</summary>
    internal bool IsStopped => _process.Id is { } id && ProcessFigures.IsStopped(id);

    /// <summary>
    /// Whether it has passed over or begun all that it was ever sent: so it is known, without a word from it, that it goes on.
    /// </summary>
    internal bool HasTakenAll => _board.Taken >= _lastTask;

    /// <summary>Since when it might have begun something and has not, as far as is known by looking now and then.</summary>
    internal long QuietSince_NeedsLock(long now)
    {
        if (_board.Taken != _takenAtLook || Running is not null) (_takenAtLook, _quietSince) = (_board.Taken, now);
        return _quietSince;
    }

    /// <summary>A task that it was sent and has not answered.</summary>
    internal WorkItem? FindSent(long task) => Volatile.Read(ref _sent[task & Mask]) is { } item && item.Number == task ? item : null;

    /// <summary>Sends it a task, which it may begin at once.</summary>
    /// <returns>False if there is no room for it now.</returns>
    internal bool TrySend_NeedsLock(WorkItem item)
    {
        var task = _lastTask + 1;
        // Tasks that were withdrawn have taken numbers too: one that is 256 numbers older may still wait for its answer.
        if (!_board.HasRoom(task) || _sent[task & Mask] is not null) return false;
        if (item.Function is { } function && function.Number != _lastKnown && !TryTeach_NeedsLock(function)) return false;
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
        if (item.AwaitsReader) (item.AwaitsReader, item.HasReader, _covered) = (false, true, _covered + 1);
        else if (_outstanding - _covered == 1) _bell.Ring();
        return true;
    }

    /// <summary>Takes back the latest tasks that it has not begun.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="taken">Those that were taken back, the latest first.</param>
    internal void Withdraw_NeedsLock(int most, List<WorkItem> taken)
    {
        for (var task = _lastTask; task > _board.Taken && taken.Count < most; task--)
        {
            if (FindSent(task) is { } item && _board.TryWithdraw(task))
            {
                Remove_NeedsLock(item);
                TasksSent--;
                taken.Add(item);
            }
        }
    }

    /// <summary>Takes back one task.</summary>
    /// <returns>False if it has begun.</returns>
    internal bool TryWithdraw_NeedsLock(WorkItem item)
    {
        if (!_board.TryWithdraw(item.Number)) return false;
        Remove_NeedsLock(item);
        TasksSent--;
        return true;
    }

    /// <summary>The worker does not have the task any more.</summary>
    internal void Remove_NeedsLock(WorkItem item)
    {
        if (FindSent(item.Number) != item) return;
        _sent[item.Number & Mask] = null;
        if (--_outstanding == 0 && Phase == WorkerPhase.Leaving) HasNothingSince = Stopwatch.GetTimestamp();
        TakeReader_NeedsLock(item);
    }

    /// <summary>The caller does not receive the answer himself after all.</summary>
    internal void TakeReader_NeedsLock(WorkItem item)
    {
        if (!item.HasReader) return;
        item.HasReader = false;
        _covered--;
    }

    /// <summary>This one's thread receives the answer.</summary>
    internal void LetThreadRead_NeedsLock(WorkItem item)
    {
        TakeReader_NeedsLock(item);
        _bell.Ring();
    }

    /// <summary>The tasks that it has not answered, in order.</summary>
    internal IEnumerable<WorkItem> Sent_NeedsLock()
    {
        for (var task = Math.Max(1, _lastTask - Mask); task <= _lastTask; task++)
        {
            if (FindSent(task) is { } item) yield return item;
        }
    }

    /// <summary>Tells it to end after the tasks that it has.</summary>
    internal void Stop_NeedsLock()
    {
        if (Phase is WorkerPhase.Condemned) return;
        // It may be told again, where there was no room: its time goes on.
        if (Phase != WorkerPhase.Leaving || _outstanding > 0) HasNothingSince = Stopwatch.GetTimestamp();
        Phase = WorkerPhase.Leaving;
        IsToStop = !TrySendNow_NeedsLock(new TaskHeader(TaskMessage.Stop, TaskTraits.None, 0, 0), null, default);
    }

    /// <summary>Tells it that no task will name a function any more.</summary>
    internal void Forget_NeedsLock(CachedFunction function)
    {
        // Where there is no room now, it keeps the function: that costs memory, and only a worker that is not answering gets there.
        if (_known.Remove(function.Number))
        {
            TrySendNow_NeedsLock(new TaskHeader(TaskMessage.Forget, TaskTraits.None, function.Number, 0), null, default);
        }

        if (_lastKnown == function.Number) _lastKnown = 0;
    }

    /// <summary>Ends it now. Whatever it has told before is still heard.</summary>
    internal void Kill_NeedsLock()
    {
        Phase = WorkerPhase.Condemned;
        _process.State.KillSoon();
    }

    // In shared memory that is damaged the worker cannot be reached. It ends; the start of the next one fails, and the pool's callers hear
    // why.
    private bool TrySendNow_NeedsLock(TaskHeader header, byte[]? trace, in Payload payload)
    {
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

    private bool TryTeach_NeedsLock(CachedFunction function)
    {
        if (!_known.Contains(function.Number))
        {
            if (!TrySendNow_NeedsLock(new TaskHeader(TaskMessage.Learn, TaskTraits.None, function.Number, 0), null, function.Payload))
            {
                return false;
            }

            _known.Add(function.Number);
        }

        _lastKnown = function.Number;
        return true;
    }
}
