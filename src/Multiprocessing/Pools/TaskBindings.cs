using Multiprocessing.Launching;
using Multiprocessing.Memory;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools;

/// <summary>
/// The live objects of a task, or of all tasks of a job: tokens, progress receivers, and shared objects that are kept until the task or job
/// is done. Thread-safe.
/// </summary>
internal sealed class TaskBindings : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<CancellationToken> _tokens = [];
    private readonly List<ProgressReceiver> _receivers = [];
    private readonly List<Hold> _holds = [];
    private readonly List<CancellationTokenRegistration> _registrations = [];
    private Action<TaskBindings, int>? _onCancelled;
    private bool _isOver;

    /// <summary>Delivers the reports to their receivers, in order.</summary>
    internal SerialQueue Reports { get; } = new();

    internal bool HasReceivers => _receivers.Count > 0;

    /// <summary>The tokens that are cancelled, a bit for each; guarded by the pool's lock.</summary>
    internal long Cancelled { get; set; }

    internal bool Has(CancellationToken token)
    {
        lock (_gate) return _tokens.Contains(token);
    }

    internal void Keep(Hold hold)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _holds.Add(hold);
                return;
            }
        }

        hold.Dispose();
    }

    /// <summary>Adds a token and returns its number.</summary>
    internal int Add(CancellationToken token)
    {
        int number;
        lock (_gate)
        {
            var known = _tokens.IndexOf(token);
            if (known >= 0) return known;
            if (_tokens.Count == TaskTokens.Most)
            {
                throw new ProcessBoundaryException($"A task cannot have more than {TaskTokens.Most} different cancellation tokens.");
            }

            number = _tokens.Count;
            _tokens.Add(token);
            if (_onCancelled is null) return number;
        }

        Watch(number, token);
        return number;
    }

    internal int Add(ProgressReceiver receiver)
    {
        lock (_gate)
        {
            _receivers.Add(receiver);
            return _receivers.Count - 1;
        }
    }

    internal void Report(int number, ReadOnlyMemory<byte> report)
    {
        ProgressReceiver receiver;
        lock (_gate) receiver = (uint)number < (uint)_receivers.Count ? _receivers[number] : throw ObjectReader.Corrupt();
        var copy = report.ToArray();
        Reports.Enqueue(() =>
        {
            var reader = new ObjectReader(default);
            reader.OpenMessage(copy);
            receiver.Report(reader);
        });
    }

    /// <summary>Begins to watch the tokens; each cancellation is passed to a callback.</summary>
    internal void Watch(Action<TaskBindings, int> onCancelled)
    {
        CancellationToken[] tokens;
        lock (_gate)
        {
            _onCancelled = onCancelled;
            tokens = [.. _tokens];
        }

        for (var number = 0; number < tokens.Length; number++) Watch(number, tokens[number]);
    }

    /// <summary>Lets go of all tokens and shared objects, when the task is done.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var registration in _registrations) registration.Unregister();
            foreach (var hold in _holds) hold.Dispose();
            _registrations.Clear();
            _holds.Clear();
        }
    }

    // Called outside the lock: a token that is cancelled already calls back at once, and the callback takes the pool's lock.
    private void Watch(int number, CancellationToken token)
    {
        if (!token.CanBeCanceled) return;
        var registration = token.UnsafeRegister(_ => _onCancelled!(this, number), null);
        lock (_gate)
        {
            if (!_isOver)
            {
                _registrations.Add(registration);
                return;
            }
        }

        registration.Unregister();
    }
}
