using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Multiprocessing.Pools.Jobs;

/// <summary>The side of a stream from which its results are taken.</summary>
internal abstract class StreamRun<TResult>(bool isOrdered) : IAsyncEnumerator<TResult>, IEnumerator<TResult>
{
    private readonly Queue<StreamItem<TResult>> _items = new();
    private StreamItem<TResult>? _current;
    private TaskCompletionSource? _awaited;
    private int _index;
    private int _onTheWay;
    private int _pending;
    private bool _isInputOver;
    private Exception? _inputFailure;

    private IDisposable? _link;
    private bool _isOver;

    protected object Gate { get; } = new();

    /// <summary>Whether no more results are wanted.</summary>
    protected bool IsAbandoned { get; private set; }

    public TResult Current => _current is { } current ? current[_index] : default!;

    object? System.Collections.IEnumerator.Current => Current;

    public async ValueTask<bool> MoveNextAsync()
    {
        while (true)
        {
            Task wait;
            lock (Gate)
            {
                if (TryMove_NeedsLock(out var hasMore)) return hasMore;
                _awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = _awaited.Task;
            }

            await wait.ConfigureAwait(false);
        }
    }

    public bool MoveNext()
    {
        var move = MoveNextAsync();
        return move.IsCompletedSuccessfully ? move.Result : move.AsTask().GetAwaiter().GetResult();
    }

    public void Reset() => throw new NotSupportedException("A stream goes on; start another one.");

    public void Dispose()
    {
        lock (Gate)
        {
            if (IsAbandoned) return;
            IsAbandoned = true;
            Monitor.PulseAll(Gate);
        }

        OnAbandoned();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Disposes of a link between tokens when the stream is over: in a token that lives on, the link would stay.</summary>
    internal StreamRun<TResult> With(IDisposable link)
    {
        lock (Gate)
        {
            if (!_isOver)
            {
                _link = link;
                return this;
            }
        }

        link.Dispose();
        return this;
    }

    protected void EndLink()
    {
        lock (Gate) _isOver = true;
        _link?.Dispose();
    }

    /// <summary>Notes that a task of the stream has its outcome.</summary>
    internal void OnDone(StreamItem<TResult> item)
    {
        lock (Gate)
        {
            item.IsDone = true;
            _pending--;
            OnPartDone_NeedsLock();
            if (!isOrdered) _items.Enqueue(item);
            Wake_NeedsLock();
        }

        OnOneDone(item.Count);
    }

    /// <summary>Adds a task that is sent to the pool.</summary>
    protected void Add_NeedsLock(StreamItem<TResult> item)
    {
        Debug.Assert(Monitor.IsEntered(Gate));
        _onTheWay += item.Count;
        _pending++;
        if (isOrdered) _items.Enqueue(item);
    }

    /// <summary>The number of items that were read, and whose results are not taken yet.</summary>
    protected int OnTheWay_NeedsLock
    {
        get
        {
            Debug.Assert(Monitor.IsEntered(Gate));
            return _onTheWay;
        }
    }

    /// <summary>The number of tasks that the pool has, in its queue or in workers.</summary>
    protected int Pending_NeedsLock
    {
        get
        {
            Debug.Assert(Monitor.IsEntered(Gate));
            return _pending;
        }
    }

    /// <summary>Called when a task has its outcome.</summary>
    protected abstract void OnPartDone_NeedsLock();

    /// <summary>Notes that no more tasks will be added. The first call counts.</summary>
    protected void EndInput(Exception? failure)
    {
        lock (Gate)
        {
            if (_isInputOver) return;
            (_isInputOver, _inputFailure) = (true, failure);
            Wake_NeedsLock();
        }
    }

    /// <summary>Called, with the lock held, when there is room for more items.</summary>
    protected abstract void OnRoom_NeedsLock(int onTheWay);

    protected abstract void OnAbandoned();

    protected abstract void OnOneDone(int count);

    private void Wake_NeedsLock()
    {
        Debug.Assert(Monitor.IsEntered(Gate));
        _awaited?.TrySetResult();
        _awaited = null;
    }

    private bool TryMove_NeedsLock(out bool hasMore)
    {
        Debug.Assert(Monitor.IsEntered(Gate));
        hasMore = true;
        if (_current is { } current && ++_index < current.Count) return true;
        _current = null;
        if (_items.TryPeek(out var next) && next.IsDone)
        {
            _items.Dequeue();
            _onTheWay -= next.Count;
            OnRoom_NeedsLock(_onTheWay);
            if (next.IsCancelled) throw next.WhyDropped ?? new OperationCanceledException(next.CancelledBy);
            if (next.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
            (_current, _index) = (next, 0);
            return true;
        }

        hasMore = false;
        if (!_isInputOver || _onTheWay > 0) return IsAbandoned;
        if (_inputFailure is { } inputFailure)
        {
            _inputFailure = null;
            ExceptionDispatchInfo.Throw(inputFailure);
        }

        return true;
    }
}
