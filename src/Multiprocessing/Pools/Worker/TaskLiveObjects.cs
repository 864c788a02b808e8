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
    private ITaskProgress[] _receivers = [];
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
        if (_sources.Length == 0 && _receivers.Length == 0) return;
        lock (_gate) (_task, _sources, _receivers) = (0, [], []);
    }

    /// <summary>What is live in the task so far.</summary>
    internal LiveParts Parts()
    {
        lock (_gate) return new LiveParts((CancellationTokenSource?[])_sources.Clone(), _receivers);
    }

    /// <summary>What was live in an earlier task is live in this one: its function is the same object.</summary>
    internal void Adopt(in LiveParts parts)
    {
        if (parts.Receivers.Length == 0 && parts.Sources.Length == 0) return;
        lock (_gate)
        {
            // A copy: the argument may bring more.
            (_sources, _receivers) = ((CancellationTokenSource?[])parts.Sources.Clone(), parts.Receivers);
            foreach (var receiver in _receivers) receiver.Enter(_task);
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

    internal override object Progress(int number, Type reportType)
    {
        var receiver = Activator.CreateInstance(typeof(TaskProgress<>).MakeGenericType(reportType), _task, number, output)!;
        lock (_gate) _receivers = [.. _receivers, (ITaskProgress)receiver];
        return receiver;
    }

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
