using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools.Jobs;

/// <summary>
/// A map: applies a function to an array. Sends a few chunks at a time; the end of one sends the next. All chunks are done, even if some
/// fail; the first failure in the order of the items is the map's.
/// </summary>
internal sealed class MapJob<T, TResult>
{
    // One chunk that runs, one that waits in the worker, one on its way.
    private const int ChunksPerWorker = 3;

    private readonly Lock _gate = new();
    private readonly PoolCore _pool;
    private readonly JobPlan _plan;
    private readonly T[] _items;
    private readonly ChunkSizes _sizes;
    private readonly TaskRules _rules;
    private readonly TaskCompletionSource<TResult[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SerialQueue _reports = new();
    private CancellationTokenRegistration _registration;
    private Exception? _failure;
    private OperationCanceledException? _whyDropped;
    private int _failedAt = int.MaxValue;
    private readonly Func<Exception, TResult>? _whatLost;
    private readonly int _mostPending;
    private int _next;
    private int _single;
    private int _pending;
    private int _done;
    private bool _isStopped;
    private bool _isCancelled;

    /// <param name="pool">The pool, which has begun the job.</param>
    /// <param name="plan">The description of the job.</param>
    /// <param name="items">The items to which the function is applied.</param>
    /// <param name="whatLost">Makes the results of the items of a chunk that fails as a whole; null if the map fails in this case.</param>
    internal MapJob(PoolCore pool, JobPlan plan, T[] items, Func<Exception, TResult>? whatLost = null)
    {
        (_pool, _plan, _items, _whatLost) = (pool, plan, items, whatLost);
        var workers = Math.Min(pool.MaxWorkers, plan.Options.MaxDegreeOfParallelism ?? int.MaxValue);
        _mostPending = Math.Min(ChunksPerWorker * pool.MaxWorkers, plan.Options.MaxDegreeOfParallelism ?? int.MaxValue);
        _sizes = new ChunkSizes(items.Length, workers, plan.Options.ChunkSize);
        _rules = plan.Options.Rules;
        // An action sends no results back.
        if (typeof(TResult) == typeof(VoidResult)) Results = [];
        else Results = RuntimeHelpers.IsReferenceOrContainsReferences<TResult>() ? new TResult[items.Length]
            : GC.AllocateUninitializedArray<TResult>(items.Length);
    }

    internal TResult[] Results { get; }

    internal T[] Items => _items;

    internal Task Completion => _completion.Task;

    internal Task<TResult[]> Start()
    {
        _registration = _plan.Token.UnsafeRegister(static job => ((MapJob<T, TResult>)job!).Cancel(), this);
        SubmitMore();
        return _completion.Task;
    }

    internal void OnDone(ChunkItem<T, TResult> chunk)
    {
        lock (_gate)
        {
            _pending--;
            if (chunk.IsCancelled) Stop_NeedsLock(chunk.WhyDropped);
            else
            {
                if (chunk.Failure is { } failure) NoteFailure_NeedsLock(chunk.Start, chunk.Count, failure);
                else _sizes.Learn(chunk.Count, chunk.Duration);
                _done += chunk.Count;
                if (_plan.Options.Progress is { } progress) Report_NeedsLock(progress, _done);
            }
        }

        SubmitMore();
    }

    private void Report_NeedsLock(IProgress<int> progress, int done)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        _reports.Enqueue(() => progress.Report(done));
    }

    private void SubmitMore()
    {
        bool isOver;
        lock (_gate)
        {
            while (!_isStopped && _next < _items.Length && _pending < _mostPending) SubmitNext_NeedsLock();
            isOver = _pending == 0 && (_isStopped || _next == _items.Length);
        }

        if (isOver) Finish();
    }

    // Whatever keeps a chunk from being sent, the map fails with it.
    private void SubmitNext_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        var (start, count) = (_next, _next < _single ? 1 : _sizes.Next(_items.Length - _next));
        _next += count;
        Payload payload;
        try
        {
            payload = Write(start, count);
        }
        catch (Exception) when (_whatLost is not null && count > 1)
        {
            // As a rule only one of the items cannot be sent: now each is sent by itself.
            (_next, _single) = (start, start + count);
            return;
        }
        catch (Exception failure)
        {
            if (failure is not ProcessBoundaryException) ItemNote.AddRange(failure, start, count);
            NoteFailure_NeedsLock(start, count, failure);
            return;
        }

        var chunk = new ChunkItem<T, TResult>(this, start, count, _rules)
        {
            Function = _plan.Function,
            Payload = payload,
            Bindings = _plan.Bindings,
            TakesToken = _plan.TakesToken,
            Callee = _plan.Function.Callee,
            Owner = this,
            Trace = _plan.Trace,
        };
        try
        {
            _pool.Submit(chunk, isOfJob: true);
            _pending++;
        }
        catch (Exception failure)
        {
            // The pool takes no more tasks.
            chunk.Discard(_pool.Blocks);
            if (failure is OperationCanceledException whyDropped) Stop_NeedsLock(whyDropped);
            else if (start < _failedAt) (_failedAt, _failure) = (start, failure);
            _isStopped = true;
        }
    }

    private Payload Write(int start, int count)
    {
        if (ValueEncoder<T[]>.WritesElements)
        {
            var size = Unsafe.SizeOf<T>();
            ref var first = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(_items));
            return Payload.Prefixed(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref first, (nint)start * size), checked(count * size)),
                _pool.Blocks);
        }

        var writer = TaskWriter.RentForPart(_plan.Bindings);
        try
        {
            return Payload.Of(_items.AsSpan(start, count).ToArray(), writer, _pool.Blocks).With(writer.TakeHolds());
        }
        catch (ProcessBoundaryException refusal)
        {
            throw RefusedItem.Find<T>(_items.AsSpan(start, count), start, _plan.Bindings, refusal);
        }
        finally
        {
            writer.Return();
        }
    }

    private void NoteFailure_NeedsLock(int start, int count, Exception failure)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_whatLost is not null)
        {
            Results.AsSpan(start, count).Fill(_whatLost(failure));
            return;
        }

        if (start >= _failedAt) return;
        (_failedAt, _failure) = (start, failure);
    }

    private void Stop_NeedsLock(OperationCanceledException? whyDropped)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        _isCancelled = _isStopped = true;
        _whyDropped ??= whyDropped;
    }

    private void Cancel()
    {
        lock (_gate) Stop_NeedsLock(null);
        _pool.CancelAll(this, endsRunning: true, _plan.Token);
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
        _plan.Bindings.Dispose();
        _pool.EndJob(_plan.Function);
        // Reports are delivered before the result.
        if (_plan.Options.Progress is not null || _plan.Bindings.HasReceivers)
        {
            _reports.Enqueue(() => _plan.Bindings.Reports.Enqueue(Complete));
        }
        else Complete();
    }

    private void Complete()
    {
        if (_failure is not null) _completion.TrySetException(_failure);
        else if (_isCancelled && _whyDropped is not null && !_plan.Token.IsCancellationRequested) _completion.TrySetCanceled(_whyDropped);
        else if (_isCancelled) _completion.TrySetCanceled(_plan.Token);
        else _completion.TrySetResult(Results);
    }
}
