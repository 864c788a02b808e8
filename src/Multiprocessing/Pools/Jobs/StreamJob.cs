using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Jobs;

/// <summary>A function that a pool applies to whatever an input brings. So many items are on their way at most; a thread of its own, or a task, reads more when results have been taken.</summary>
internal sealed class StreamJob<T, TResult> : StreamRun<TResult>
{
    private readonly PoolCore _pool;
    private readonly KnownFunction _function;
    private readonly bool _takesToken;
    private readonly int _chunkSize;
    private readonly int _limit;
    private readonly TaskRules _rules;
    private readonly TaskBindings _bindings;
    private readonly IProgress<int>? _progress;
    private readonly SerialQueue _reports = new();
    private readonly byte[]? _trace = CallerTrace.Capture();
    private readonly CancellationToken _token;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationTokenSource _abandoned = new();
    private TaskCompletionSource? _room;
    private int _open = 1;
    private int _done;

    /// <param name="pool">The pool, which has begun a job for this.</param>
    /// <param name="function">The function; of chunks where the options say so.</param>
    /// <param name="takesToken">Whether it is given a token.</param>
    /// <param name="isOrdered">Whether results come in the order of the items.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="token">Ends it.</param>
    internal StreamJob(PoolCore pool, KnownFunction function, bool takesToken, bool isOrdered, PoolMapOptions? options, CancellationToken token)
        : base(isOrdered)
    {
        (_pool, _function, _takesToken, _token) = (pool, function, takesToken, token);
        _chunkSize = options?.ChunkSize ?? 1;
        _limit = options?.BufferLimit ?? Math.Max(1024, 8 * pool.MostWorkers * _chunkSize);
        _rules = pool.RulesFor(options?.Task);
        _progress = options?.Progress;
        _bindings = function.BindingsForJob(takesToken, token);
        _bindings.Watch(pool.OnTokenCancelled);
        _registration = token.UnsafeRegister(static job => ((StreamJob<T, TResult>)job!).Cancel(), this);
    }

    /// <summary>Reads the input, which may block, on a thread of its own.</summary>
    internal void Start(IEnumerable<T> input) => new Thread(() => Pump(input)) { IsBackground = true, Name = "Multiprocessing stream" }.Start();

    internal void Start(IAsyncEnumerable<T> input) => _ = Task.Run(() => PumpAsync(input));

    protected override void OnRoom_NeedsLock(int onTheWay)
    {
        // Woken once for many items.
        if (onTheWay > _limit / 2) return;
        Monitor.Pulse(Gate);
        _room?.TrySetResult();
        _room = null;
    }

    protected override void OnAbandoned()
    {
        _abandoned.Cancel();
        lock (Gate) _room?.TrySetResult();
        _pool.CancelAll(this, endsRunning: false, default);
    }

    protected override void OnOneDone()
    {
        if (_progress is { } progress) _reports.Enqueue(() => progress.Report(++_done));
        Release();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the input throws, the one who takes the results gets it.")]
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
                if (!AwaitRoom()) break;
                Send(chunk);
            }

            if (chunk.Count > 0 && AwaitRoom()) Send(chunk);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        End(failure);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the input throws, the one who takes the results gets it.")]
    private async Task PumpAsync(IAsyncEnumerable<T> input)
    {
        Exception? failure = null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_token, _abandoned.Token);
        try
        {
            var chunk = new List<T>(_chunkSize);
            await foreach (var item in input.WithCancellation(ending.Token).ConfigureAwait(false))
            {
                chunk.Add(item);
                if (chunk.Count < _chunkSize) continue;
                if (!await AwaitRoomAsync().ConfigureAwait(false)) break;
                Send(chunk);
            }

            if (chunk.Count > 0 && await AwaitRoomAsync().ConfigureAwait(false)) Send(chunk);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        End(failure);
    }

    private bool AwaitRoom()
    {
        lock (Gate)
        {
            while (OnTheWay_NeedsLock >= _limit && !IsAbandoned && !_token.IsCancellationRequested) Monitor.Wait(Gate);
            return !IsAbandoned && !_token.IsCancellationRequested;
        }
    }

    private async ValueTask<bool> AwaitRoomAsync()
    {
        while (true)
        {
            Task room;
            lock (Gate)
            {
                if (IsAbandoned || _token.IsCancellationRequested) return false;
                if (OnTheWay_NeedsLock < _limit) return true;
                _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            await room.ConfigureAwait(false);
        }
    }

    private void Send(List<T> chunk)
    {
        var item = new StreamItem<TResult>(this, chunk.Count, _chunkSize > 1, _rules)
        {
            Function = _function,
            Payload = Write(chunk),
            Bindings = _bindings,
            TakesToken = _takesToken,
            Callee = _function.Callee,
            Owner = this,
            Trace = _trace,
        };
        chunk.Clear();
        Interlocked.Increment(ref _open);
        lock (Gate) Add_NeedsLock(item);
        try
        {
            _pool.Submit(item, isOfJob: true);
        }
        catch (Exception failure)
        {
            item.Fail(failure);
            item.Publish(_pool.Blocks);
        }
    }

    private Payload Write(List<T> chunk)
    {
        var writer = TaskWriter.Rent(_bindings);
        try
        {
            return _chunkSize > 1 ? Payload.Of(chunk.ToArray(), writer, _pool.Blocks) : Payload.Of(chunk[0], writer, _pool.Blocks);
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

        _pool.CancelAll(this, endsRunning: true, _token);
    }

    private void End(Exception? failure)
    {
        EndInput(failure ?? (_token.IsCancellationRequested ? new OperationCanceledException(_token) : null));
        // What was sent just when the stream was given up.
        if (IsAbandoned) _pool.CancelAll(this, endsRunning: false, default);
        else if (_token.IsCancellationRequested) _pool.CancelAll(this, endsRunning: true, _token);
        Release();
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _open) > 0) return;
        _registration.Unregister();
        _bindings.Dispose();
        _pool.EndJob(_function);
    }
}
