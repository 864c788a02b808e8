using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Tasks;
using Multiprocessing.Waiting;

namespace Multiprocessing.Pools;

/// <content>The thread that hears what the worker says.</content>
internal sealed partial class WorkerLink
{
    // The results of so many tasks are counted at once, if that many are there.
    private const int MostAtOnce = 32;

    // A task may be taken from the worker before it has begun, which then says nothing of it: whoever receives for that task looks so
    // often.
    private static readonly TimeSpan s_callersLook = TimeSpan.FromMilliseconds(50);

    private static readonly long s_patience = Stopwatch.Frequency / 1_000_000 * 20;

    private List<WorkItem> _finished = new(MostAtOnce);
    private List<WorkItem> _departing = new(MostAtOnce);
    private readonly ThreadBell _bell = new();
    private readonly ResultReceiver _receiver;
    private long _durations;
    private int _isRead;
    private volatile bool _isDamaged;

    /// <summary>Starts the process.</summary>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    internal void Launch()
    {
        _process.Start();
        // From now on the worker's end is open in the worker alone, so that it is closed when that has ended.
        _workerPipe.Dispose();
    }

    /// <summary>Starts the thread.</summary>
    /// <param name="launches">Whether it starts the process first.</param>
    internal void Listen(bool launches) =>
        new Thread(() => Run(launches)) { IsBackground = true, Name = $"Multiprocessing {Name}" }.UnsafeStart();

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps a worker from starting, the pool hears of it.")]
    private void Run(bool launches)
    {
        if (launches)
        {
            try
            {
                Launch();
            }
            catch (Exception failure)
            {
                Close();
                _pool.OnEnded(this, null, failure);
                return;
            }
        }

        _ = _process.Exited.ContinueWith(static (_, link) => ((WorkerLink)link!)._bell.Ring(), this, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!IsOver)
        {
            if (NeedsReader && TryEnter())
            {
                while (NeedsReader && !IsOver) Receive(Deadline.Infinite);
                // Whoever is woken finds that he can receive himself.
                (_finished, _departing) = (_departing, _finished);
                Exit();
                _pool.Publish(_departing);
            }
            else _bell.Await();
        }

        while (!TryEnter()) _bell.Await();
        var exitStatus = _process.Exited.Result;
        _pool.OnEnded(this, exitStatus, null);
        Close();
    }

    /// <summary>
    /// Receives, on the thread of a caller who waits for one task, until that is done: no other thread has to be woken for it. Returns
    /// earlier where somebody else receives, or the worker has ended.
    /// </summary>
    internal void ReceiveFor(WorkItem item)
    {
        if (!TryEnterSoon())
        {
            // Somebody receives for others, and so for this one.
            _pool.TakeReader(this, item);
            _bell.Ring();
            return;
        }

        while (item.State == WorkItemState.Sent && ReferenceEquals(item.Link, this) && !IsOver) Receive(Deadline.After(s_callersLook));
        _pool.Publish(_finished);
        Exit();
    }

    // Whether there are answers to come, or the worker is still to tell that it is ready, or has ended: what it said last is then taken,
    // though nobody waits for it. Otherwise nobody listens, and an idle pool takes no time at all.
    private bool NeedsReader =>
        Volatile.Read(ref _outstanding) > Volatile.Read(ref _withReader) || Phase == WorkerPhase.Starting || _pipe.Incoming!.IsOver;

    // First whether it is over: what came before that end is then seen. In shared memory that is damaged, nobody closes a dead worker's
    // end.
    private bool IsOver =>
        _isDamaged || (_pipe.Incoming!.IsOver && _pipe.Incoming.IsEmpty) || (SharedDamage.IsKnown && _process.Exited.IsCompleted);

    // One thread at a time receives.
    private bool TryEnter() => Interlocked.CompareExchange(ref _isRead, 1, 0) == 0;

    // Whoever has just told this caller of an answer is about to leave.
    private bool TryEnterSoon()
    {
        var began = Stopwatch.GetTimestamp();
        while (!TryEnter())
        {
            if (Stopwatch.GetTimestamp() - began > s_patience) return false;
            // It may wait for this core.
            Thread.Yield();
        }

        return true;
    }

    private void Exit()
    {
        Interlocked.Exchange(ref _isRead, 0);
        // What was sent meanwhile by somebody who found this one at work.
        if (NeedsReader || IsOver) _bell.Ring();
    }

    [SuppressMessage("Design", "CA1031",
        Justification = "Whatever a worker says that cannot be understood, it is lost, and its pool goes on.")]
    private void Receive(Deadline deadline)
    {
        try
        {
            ReceiveSome(deadline);
        }
        catch (Exception)
        {
            _isDamaged = true;
            _finished.RemoveAll(static item => item.State != WorkItemState.Done);
            _pool.OnDamage(this);
            _process.Exited.Wait();
        }
    }

    private void ReceiveSome(Deadline deadline)
    {
        var ring = _pipe.Incoming!;
        _pool.Publish(_finished);
        for (var count = 0; count < MostAtOnce && TryReceive(ring); count++)
        {
        }

        if (_finished.Count > 0)
        {
            _pool.OnFinished(this, _finished, _durations);
            _durations = 0;
            if (NeedsReader) _pool.Publish(_finished);
        }
        else if (!IsOver) ring.AwaitMessage(ReceiveAim.Take, deadline, CancellationToken.None);
    }

    private bool TryReceive(RingReceiver ring)
    {
        var sink = new ResultSink(_receiver);
        var receipt = 0;
        if (!ring.TryReceiveNow(ref sink) && (ring.IsEmpty || !ring.TryReceiveWhole(ref sink, out receipt, CancellationToken.None)))
        {
            return false;
        }

        try
        {
            HandleMessage();
        }
        finally
        {
            // What nobody has taken out of the message, since it could not be decoded.
            if (receipt != 0) Memory.Arena.Instance.ReleaseFromChild(receipt);
            _receiver.Clear();
        }

        return true;
    }

    private void HandleMessage()
    {
        var header = _receiver.Header;
        switch (header.Message)
        {
            case ResultMessage.Ready:
                _pool.OnReady(this);
                break;
            case ResultMessage.InitializerThrew:
                InitializerFailure = _receiver.Body.ToArray();
                break;
            case ResultMessage.Progress:
                HandleReport(header.Number);
                break;
            default:
                HandleResult(header);
                break;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps a result from being read, the task fails with it.")]
    private void HandleResult(in ResultHeader header)
    {
        if (_receiver.Item is not { } item) return;
        try
        {
            if (_receiver.Failure is { } failure) item.Fail(failure);
            else if (header.Message == ResultMessage.Threw) item.FailWith(_receiver.Body, header.Number);
            else item.Read(_receiver.Kind, _receiver.Body);
        }
        catch (Exception exception)
        {
            item.Fail(exception);
        }

        (item.Duration, item.Received) = (header.Duration, _receiver.Received);
        _durations += header.Duration;
        _finished.Add(item);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A report that cannot be read is dropped; the task's result is not.")]
    private void HandleReport(int number)
    {
        if (_receiver.Item is not { } item || _receiver.Failure is not null) return;
        try
        {
            item.Bindings?.Report(number, _receiver.Body);
        }
        catch (Exception)
        {
            // See above.
        }
    }

    private void Close()
    {
        _pipe.Dispose();
        _workerPipe.Dispose();
        _board.Dispose();
        _process.Dispose();
    }
}
