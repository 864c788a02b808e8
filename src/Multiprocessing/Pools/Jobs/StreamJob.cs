using System.Diagnostics;
using System.Runtime.InteropServices;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Jobs;

/// <summary>
/// Applies a function to a stream of items. The number of items on their way is limited; a thread of its own, or a task, reads more input
/// when results have been taken.
/// </summary>
internal sealed class StreamJob<T, TResult> : StreamRun<TResult>
{
    private readonly PoolCore _pool;
    private readonly JobPlan _plan;
    private readonly int _chunkSize;
    private readonly int _limit;
    private readonly int _mostPending;
    private readonly TaskRules _rules;
    private readonly SerialQueue _reports = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenSource _abandoned = new();
    private TaskCompletionSource? _room;
    private int _open = 1;
    private int _isInputReleased;
    private int _done;
    private int _sent;

    /// <param name="pool">The pool, which has begun the job.</param>
    /// <param name="plan">The description of the job; its function takes chunks where the options say so.</param>
    internal StreamJob(PoolCore pool, JobPlan plan)
        : base(plan.Options.Ordered)
    {
        (_pool, _plan) = (pool, plan);
        _chunkSize = plan.Options.ChunkSize ?? 1;
        _limit = plan.Options.BufferLimit ?? Math.Max(1024, 8 * pool.MaxWorkers * _chunkSize);
        _mostPending = plan.Options.MaxDegreeOfParallelism ?? int.MaxValue;
        _rules = plan.Options.Rules;
        _registration = plan.Token.UnsafeRegister(static job => ((StreamJob<T, TResult>)job!).Cancel(), this);
    }

    /// <summary>Reads the input, which may block, on a thread of its own.</summary>
    internal void Start(IEnumerable<T> input) =>
        new Thread(() => Pump(input)) { IsBackground = true, Name = "Multiprocessing stream" }.Start();

    internal void Start(IAsyncEnumerable<T> input) => _ = Task.Run(() => PumpAsync(input));

    protected override void OnRoom_NeedsLock(int onTheWay)
    {
        Debug.Assert(Monitor.IsEntered(Gate));
        // The input is woken once for many items.
        if (onTheWay <= _limit / 2) WakeInput_NeedsLock();
    }

    protected override void OnPartDone_NeedsLock()
    {
        Debug.Assert(Monitor.IsEntered(Gate));
        if (Pending_NeedsLock == _mostPending - 1) WakeInput_NeedsLock();
    }

    private void WakeInput_NeedsLock()
    {
        Debug.Assert(Monitor.IsEntered(Gate));
        Monitor.Pulse(Gate);
        _room?.TrySetResult();
        _room = null;
    }

    protected override void OnAbandoned()
    {
        _abandoned.Cancel();
        lock (Gate) _room?.TrySetResult();
        _pool.CancelAll(this, endsRunning: false, default);
        ReleaseInput();
    }

    protected override void OnOneDone(int count)
    {
        if (_plan.Options.Progress is { } progress) _reports.Enqueue(() => progress.Report(_done += count));
        Release();
    }

    // Whatever the input throws, the receiver of the results gets it.
    private void Pump(IEnumerable<T> input)
    {
        Exception? failure = null;
        try
        {
            var chunk = new List<T>(_chunkSize);
            foreach (var item in input)
            {
                chunk.Add(item);
                if (chunk.Count < _chunkSize) continue;
                if (!AwaitRoom() || !Send(chunk)) break;
            }

            if (chunk.Count > 0 && AwaitRoom()) Send(chunk);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        End(failure);
    }

    // Whatever the input throws, the receiver of the results gets it.
    private async Task PumpAsync(IAsyncEnumerable<T> input)
    {
        Exception? failure = null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_plan.Token, _abandoned.Token);
        try
        {
            var chunk = new List<T>(_chunkSize);
            await foreach (var item in input.WithCancellation(ending.Token).ConfigureAwait(false))
            {
                chunk.Add(item);
                if (chunk.Count < _chunkSize) continue;
                if (!await AwaitRoomAsync().ConfigureAwait(false) || !Send(chunk)) break;
            }

            if (chunk.Count > 0 && await AwaitRoomAsync().ConfigureAwait(false)) Send(chunk);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        End(failure);
    }

    private bool IsGivenUp_NeedsLock
    {
        get
        {
            Debug.Assert(Monitor.IsEntered(Gate));
            return IsAbandoned || _plan.Token.IsCancellationRequested;
        }
    }

    private bool HasRoom_NeedsLock => OnTheWay_NeedsLock < _limit && Pending_NeedsLock < _mostPending;

    private bool AwaitRoom()
    {
        lock (Gate)
        {
            while (!HasRoom_NeedsLock && !IsGivenUp_NeedsLock) Monitor.Wait(Gate);
            return !IsGivenUp_NeedsLock;
        }
    }

    private async ValueTask<bool> AwaitRoomAsync()
    {
        while (true)
        {
            Task room;
            lock (Gate)
            {
                if (IsGivenUp_NeedsLock) return false;
                if (HasRoom_NeedsLock) return true;
                _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            await room.ConfigureAwait(false);
        }
    }

    // Returns false where no more items are to be sent.
    // Whatever keeps items from being sent, they fail with it.
    private bool Send(List<T> chunk)
    {
        var (payload, refusal) = (default(Payload), default(Exception));
        try
        {
            payload = Write(chunk);
        }
        catch (ProcessBoundaryException failure)
        {
            refusal = RefusedItem.Find<T>(CollectionsMarshal.AsSpan(chunk), _sent, _plan.Bindings, failure);
        }
        catch (Exception failure)
        {
            refusal = failure;
        }

        var item = new StreamItem<TResult>(this, _sent, chunk.Count, _chunkSize > 1, _rules)
        {
            Function = _plan.Function,
            Payload = payload,
            Bindings = _plan.Bindings,
            TakesToken = _plan.TakesToken,
            Callee = _plan.Function.Callee,
            Owner = this,
            Trace = _plan.Trace,
        };
        _sent += chunk.Count;
        chunk.Clear();
        if (!TryAdd(item)) return false;
        if (refusal is not null)
        {
            Fail(item, refusal);
            return true;
        }

        try
        {
            _pool.Submit(item, isOfJob: true);
        }
        catch (Exception failure)
        {
            Fail(item, failure);
            return false;
        }

        // The stream may have been abandoned just before.
        return !CancelIfGivenUp();
    }

    private bool TryAdd(StreamItem<TResult> item)
    {
        lock (Gate)
        {
            if (!IsGivenUp_NeedsLock)
            {
                Interlocked.Increment(ref _open);
                Add_NeedsLock(item);
                return true;
            }
        }

        item.Payload.Release(_pool.Blocks);
        return false;
    }

    private void Fail(StreamItem<TResult> item, Exception failure)
    {
        item.Lose(failure);
        item.Publish(_pool.Blocks);
    }

    private Payload Write(List<T> chunk)
    {
        var writer = TaskWriter.RentForPart(_plan.Bindings);
        try
        {
            var payload = _chunkSize > 1 ? Payload.Of(chunk.ToArray(), writer, _pool.Blocks) : Payload.Of(chunk[0], writer, _pool.Blocks);
            return payload.With(writer.TakeHolds());
        }
        finally
        {
            writer.Return();
        }
    }

    private void Cancel()
    {
        lock (Gate)
        {
            Monitor.PulseAll(Gate);
            _room?.TrySetResult();
        }

        // Done here, since the input may block for long, and the reader of the results must not wait for that.
        EndInput(new OperationCanceledException(_plan.Token));
        CancelIfGivenUp();
        ReleaseInput();
    }

    private void End(Exception? failure)
    {
        EndInput(failure ?? (_plan.Token.IsCancellationRequested ? new OperationCanceledException(_plan.Token) : null));
        CancelIfGivenUp();
        ReleaseInput();
    }

    private bool CancelIfGivenUp()
    {
        if (_plan.Token.IsCancellationRequested) _pool.CancelAll(this, endsRunning: true, _plan.Token);
        else if (IsAbandoned) _pool.CancelAll(this, endsRunning: false, default);
        else return false;
        return true;
    }

    // Called when nothing more will be sent: the input has ended, or the rest of it is dropped.
    private void ReleaseInput()
    {
        if (Interlocked.Exchange(ref _isInputReleased, 1) == 0) Release();
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _open) > 0) return;
        _registration.Unregister();
        EndLink();
        _plan.Bindings.Dispose();
        _pool.EndJob(_plan.Function);
    }
}
