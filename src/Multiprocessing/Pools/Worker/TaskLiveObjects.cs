using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Worker;

/// <summary>
/// The live objects of the current task of a worker. Tokens are cancelled by a thread that is started with the first token.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Sources without a timer have nothing to dispose of, and a task may keep its token.")]
internal sealed class TaskLiveObjects(WorkerBoard board, TaskOutput output) : LiveObjects
{
    // The interval, in milliseconds, after which the thread looks again even if a wake-up was lost.
    private const int CancellationSlice = 1000;

    private readonly Lock _gate = new();
    private TaskScope _scope = new();
    private CancellationTokenSource? _given;
    private bool _listens;

    /// <summary>Begins a task.</summary>
    /// <param name="task">The task's number.</param>
    /// <param name="scope">The live objects that the task's function has brought; null for none.</param>
    internal void Open(long task, TaskScope? scope)
    {
        if (scope is not null) Adopt(task, scope);
        else _scope.Task = task;
    }

    /// <summary>Ends the task: none of its tokens is cancelled any more.</summary>
    internal void Close()
    {
        _scope.Task = 0;
        if (_scope.IsUsed || _given is not null) Renew();
    }

    /// <summary>Returns the objects that have become live since the task began, which stay for later tasks; null for none.</summary>
    internal TaskScope? Kept() => _scope.IsUsed ? _scope : null;

    /// <summary>Returns the token of the task's function, which is cancelled by the caller, and when the task's time is over.</summary>
    internal CancellationToken GivenToken()
    {
        lock (_gate)
        {
            _given = new CancellationTokenSource();
            if ((board.CancelledTokens(_scope.Task) & TaskTokens.OfGiven) != 0) _given.Cancel();
            Listen_NeedsLock();
            return _given.Token;
        }
    }

    internal override CancellationTokenSource TokenSource(int number)
    {
        lock (_gate)
        {
            if (number is < 0 or >= TaskTokens.Most) throw ObjectReader.Corrupt();
            _scope.IsUsed = true;
            if (_scope.Sources.Length <= number) Array.Resize(ref _scope.Sources, number + 1);
            var source = _scope.Sources[number] ??= new CancellationTokenSource();
            if ((board.CancelledTokens(_scope.Task) & (1L << number)) != 0) source.Cancel();
            Listen_NeedsLock();
            return source;
        }
    }

    internal override object Progress(int number, Type reportType)
    {
        _scope.IsUsed = true;
        return Activator.CreateInstance(typeof(TaskProgress<>).MakeGenericType(reportType), _scope, number, output)!;
    }

    private void Adopt(long task, TaskScope scope)
    {
        lock (_gate)
        {
            _scope = scope;
            scope.Task = task;
            CancelSources_NeedsLock();
        }
    }

    private void Renew()
    {
        lock (_gate) (_scope, _given) = (new TaskScope(), null);
    }

    private void Listen_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (!_listens) new Thread(Listen) { IsBackground = true, Name = "Multiprocessing cancellation" }.UnsafeStart();
        _listens = true;
    }

    // The thread lives as long as the process.
    private void Listen()
    {
        while (true)
        {
            var parking = board.NextCancellation(CancellationSlice);
            lock (_gate) CancelSources_NeedsLock();
            parking.Sleep(Waiting.Deadline.Infinite.Within(parking.Slice));
        }
    }

    private void CancelSources_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_scope.Task == 0) return;
        var cancelled = board.CancelledTokens(_scope.Task);
        // Callbacks run on the thread pool: a slow one must not hold up the next cancellation.
        if ((cancelled & TaskTokens.OfGiven) != 0 && _given is { IsCancellationRequested: false } given) _ = given.CancelAsync();
        for (var number = 0; number < _scope.Sources.Length; number++)
        {
            if ((cancelled & (1L << number)) != 0 && _scope.Sources[number] is { IsCancellationRequested: false } source)
            {
                _ = source.CancelAsync();
            }
        }
    }
}
