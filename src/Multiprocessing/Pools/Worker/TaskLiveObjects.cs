using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Memory;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Worker;

/// <summary>In a worker: what of the caller stays live in the task that it is at. Tokens are cancelled by a thread that is there once a task has a token.</summary>
internal sealed class TaskLiveObjects(WorkerBoard board, TaskOutput output) : LiveObjects
{
    // A lost alarm would be noticed after so many milliseconds.
    private const int AlarmSlice = 1000;

    private readonly Lock _gate = new();
    private CancellationTokenSource?[] _sources = [];
    private long _task;
    private bool _listens;

    /// <summary>A task begins.</summary>
    internal void Open(long task)
    {
        lock (_gate) _task = task;
    }

    /// <summary>The task has ended: nothing of it is cancelled any more.</summary>
    internal void Close()
    {
        if (_sources.Length == 0) return;
        lock (_gate) (_task, _sources) = (0, []);
    }

    /// <summary>The sources of the task's tokens so far.</summary>
    internal CancellationTokenSource?[] TokenSources()
    {
        lock (_gate) return _sources.Length == 0 ? _sources : [.. _sources];
    }

    /// <summary>The task has tokens that an earlier one had.</summary>
    internal void Adopt(CancellationTokenSource?[] sources)
    {
        if (sources.Length == 0) return;
        lock (_gate)
        {
            _sources = [.. sources];
            CancelSources_NeedsLock();
        }
    }

    public override BlockReference Convey(Hold hold) => throw ObjectReader.Corrupt();

    internal override int Find(CancellationToken token) => NotLive;

    internal override int Find(object progress, Type reportType) => throw ObjectReader.Corrupt();

    internal override CancellationTokenSource TokenSource(int number)
    {
        lock (_gate)
        {
            if (number is < 0 or >= TaskTokens.Most) throw ObjectReader.Corrupt();
            if (_sources.Length <= number) Array.Resize(ref _sources, number + 1);
            var source = _sources[number] ??= new CancellationTokenSource();
            if ((board.CancelledTokens(_task) & (1L << number)) != 0) source.Cancel();
            if (!_listens) new Thread(Listen) { IsBackground = true, Name = "Multiprocessing cancellation" }.UnsafeStart();
            _listens = true;
            return source;
        }
    }

    internal override object Progress(int number, Type reportType) =>
        Activator.CreateInstance(typeof(TaskProgress<>).MakeGenericType(reportType), _task, number, output)!;

    [SuppressMessage("Blocker Code Smell", "S2190", Justification = "The thread lives as long as the process.")]
    private void Listen()
    {
        while (true)
        {
            var alarm = board.Alarm(AlarmSlice);
            lock (_gate) CancelSources_NeedsLock();
            alarm.Sleep(Waiting.Deadline.Infinite.Within(alarm.Slice));
        }
    }

    private void CancelSources_NeedsLock()
    {
        if (_task == 0) return;
        var cancelled = board.CancelledTokens(_task);
        for (var number = 0; number < _sources.Length; number++)
        {
            // Callbacks run on the thread pool: a slow one must not hold up the next cancellation.
            if ((cancelled & (1L << number)) != 0 && _sources[number] is { IsCancellationRequested: false } source) _ = source.CancelAsync();
        }
    }
}
