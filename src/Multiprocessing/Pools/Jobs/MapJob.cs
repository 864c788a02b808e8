using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Jobs;

/// <summary>A function that a pool applies to an array. A few chunks are on their way at a time; the end of one brings the next. All are done, whatever one of them throws; then the first failure, by place, counts.</summary>
internal sealed class MapJob<T, TResult>
{
    // So many for each worker: one that runs, one that waits there, one on its way.
    private const int ChunksPerWorker = 3;

    private readonly Lock _gate = new();
    private readonly PoolCore _pool;
    private readonly KnownFunction _function;
    private readonly T[] _items;
    private readonly ChunkSizes _sizes;
    private readonly TaskRules _rules;
    private readonly TaskBindings _bindings;
    private readonly IProgress<int>? _progress;
    private readonly bool _takesToken;
    private readonly byte[]? _trace = CallerTrace.Capture();
    private readonly CancellationToken _token;
    private readonly TaskCompletionSource<TResult[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SerialQueue _reports = new();
    private CancellationTokenRegistration _registration;
    private Exception? _failure;
    private int _failedAt = int.MaxValue;
    private int _next;
    private int _pending;
    private int _done;
    private bool _isCancelled;

    internal MapJob(PoolCore pool, KnownFunction function, bool takesToken, T[] items, PoolMapOptions? options, CancellationToken token)
    {
        (_pool, _function, _takesToken, _items, _token) = (pool, function, takesToken, items, token);
        _sizes = new ChunkSizes(items.Length, pool.MostWorkers, options?.ChunkSize);
        _rules = pool.RulesFor(options?.Task);
        _progress = options?.Progress;
        _bindings = function.BindingsForJob(takesToken, token);
        Results = RuntimeHelpers.IsReferenceOrContainsReferences<TResult>() ? new TResult[items.Length] : GC.AllocateUninitializedArray<TResult>(items.Length);
    }

    internal TResult[] Results { get; }

    internal Task<TResult[]> Start()
    {
        _bindings.Watch(_pool.OnTokenCancelled);
        _registration = _token.UnsafeRegister(static job => ((MapJob<T, TResult>)job!).Cancel(), this);
        SubmitMore();
        return _completion.Task;
    }

    internal void OnDone(ChunkItem<T, TResult> chunk)
    {
        lock (_gate)
        {
            _pending--;
            if (chunk.IsCancelled) _isCancelled = true;
            else if (chunk.Failure is { } failure) NoteFailure_NeedsLock(chunk.Start, failure);
            else
            {
                _done += chunk.Count;
                _sizes.Learn(chunk.Count, chunk.Duration);
                if (_progress is { } progress) Report_NeedsLock(progress, _done);
            }
        }

        SubmitMore();
    }

    private void Report_NeedsLock(IProgress<int> progress, int done) => _reports.Enqueue(() => progress.Report(done));

    private void SubmitMore()
    {
        bool isOver;
        lock (_gate)
        {
            while (!_isCancelled && _next < _items.Length && _pending < ChunksPerWorker * _pool.MostWorkers) SubmitNext_NeedsLock();
            isOver = _pending == 0 && (_isCancelled || _next == _items.Length);
        }

        if (isOver) Finish();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps a chunk from being sent, the map fails with it.")]
    private void SubmitNext_NeedsLock()
    {
        var (start, count) = (_next, _sizes.Next(_items.Length - _next));
        _next += count;
        try
        {
            var chunk = new ChunkItem<T, TResult>(this, start, count, _rules)
            {
                Function = _function,
                Payload = Write(start, count),
                Bindings = _bindings,
                TakesToken = _takesToken,
                Callee = _function.Callee,
                Owner = this,
                Trace = _trace,
            };
            _pool.Submit(chunk, isOfJob: true);
            _pending++;
        }
        catch (Exception failure)
        {
            NoteFailure_NeedsLock(start, failure);
        }
    }

    private Payload Write(int start, int count)
    {
        if (Shape<T[]>.Kind == MessageKind.RawArray)
        {
            var size = Unsafe.SizeOf<T>();
            ref var first = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(_items));
            return Payload.Prefixed(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref first, (nint)start * size), checked(count * size)), _pool.Blocks);
        }

        var writer = TaskWriter.Rent(_bindings);
        try
        {
            return Payload.Of(_items.AsSpan(start, count).ToArray(), writer, _pool.Blocks);
        }
        finally
        {
            writer.Return();
        }
    }

    private void NoteFailure_NeedsLock(int start, Exception failure)
    {
        if (start >= _failedAt) return;
        (_failedAt, _failure) = (start, failure);
    }

    private void Cancel()
    {
        lock (_gate) _isCancelled = true;
        _pool.CancelAll(this, endsRunning: true, _token);
        SubmitMore();
    }

    private void Finish()
    {
        lock (_gate)
        {
            if (_pending < 0) return;
            _pending = int.MinValue;
        }

        _registration.Unregister();
        _bindings.Dispose();
        _pool.EndJob(_function);
        // Reports come before the result.
        if (_progress is not null || _bindings.HasReceivers) _reports.Enqueue(() => _bindings.Reports.Enqueue(Complete));
        else Complete();
    }

    private void Complete()
    {
        if (_failure is not null) _completion.TrySetException(_failure);
        else if (_isCancelled) _completion.TrySetCanceled(_token);
        else _completion.TrySetResult(Results);
    }
}
