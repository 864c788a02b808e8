using System.Diagnostics;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Tasks;
using Multiprocessing.Waiting;

namespace Multiprocessing.Pools;

/// <content>Receives the worker's messages, on a thread of its own or on the thread of a waiting caller.</content>
internal sealed partial class WorkerLink
{
    // The results of at most this many tasks are counted at once.
    private const int MostAtOnce = 32;

    // How often a caller that receives looks whether its task is still with the worker: a task that is taken back before it begins gets no
    // answer from there.
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
        // From now on the worker's end of the pipe is open in the worker only, and so is closed when the worker ends.
        _workerPipe.Dispose();
    }

    /// <summary>Starts the thread.</summary>
    /// <param name="launches">Whether the thread starts the process first.</param>
    internal void Listen(bool launches) =>
        new Thread(() => Run(launches)) { IsBackground = true, Name = $"Multiprocessing {Name}" }.UnsafeStart();

    // Whatever keeps a worker from starting, the pool hears of it.
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
                // Published after Exit, so that a caller that is woken finds that its own thread can receive.
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
    /// Receives messages on the thread of a caller that waits for one task, until that is done: no other thread has to be woken for it.
    /// Returns earlier if another thread receives, or the worker has ended.
    /// </summary>
    internal void ReceiveFor(WorkItem item)
    {
        if (!TryEnterSoon())
        {
            // Another thread receives, and will receive this answer too.
            _pool.TakeReader(this, item);
            _bell.Ring();
            return;
        }

        while (item.State == WorkItemState.Sent && ReferenceEquals(item.Link, this) && !IsOver) Receive(Deadline.After(s_callersLook));
        _pool.Publish(_finished);
        Exit();
    }

    // Whether the listening thread must receive: there are answers to come that no caller receives, or the worker has not reported that it
    // is ready, or it has ended and its last messages are to be read. Otherwise the thread sleeps, so that an idle pool takes no processor
    // time.
    private bool NeedsReader =>
        Volatile.Read(ref _outstanding) > Volatile.Read(ref _withReader) || Phase == WorkerPhase.Starting || _pipe.Incoming!.IsOver;

    // Looks at the end first: messages that came before it are then seen. Where shared memory is damaged, a dead worker's end of the pipe
    // is never closed, so the end of its process counts.
    private bool IsOver =>
        _isDamaged || (_pipe.Incoming!.IsOver && _pipe.Incoming.IsEmpty) || (SharedDamage.IsKnown && _process.Exited.IsCompleted);

    // One thread at a time receives.
    private bool TryEnter() => Interlocked.CompareExchange(ref _isRead, 1, 0) == 0;

    // Waits for a short time, since a thread that has just completed this caller's last task is about to leave.
    private bool TryEnterSoon()
    {
        var began = Stopwatch.GetTimestamp();
        while (!TryEnter())
        {
            if (Stopwatch.GetTimestamp() - began > s_patience) return false;
            // The other thread may be waiting for this core.
            Thread.Yield();
        }

        return true;
    }

    private void Exit()
    {
        Interlocked.Exchange(ref _isRead, 0);
        // Tasks may have been sent meanwhile by a thread that saw this one receive, and so did not ring.
        if (NeedsReader || IsOver) _bell.Ring();
    }

    // Whatever a worker says that cannot be understood, it is lost, and its pool goes on.
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
            // Releases the holds of the message that were not taken, since it could not be decoded.
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

    // Whatever keeps a result from being read, the task fails with it.
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

    // A report that cannot be read is dropped; the task's result is not.
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
