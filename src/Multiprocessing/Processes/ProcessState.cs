using Multiprocessing.Common;
using Multiprocessing.Launching;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>The life of one child, as its parent sees it: not started, running, ended; and all callers that wait for its end.</summary>
internal sealed class ProcessState : ILaunchObserver
{
    // How long a receiver may take for one report or piece of output once the program ends.
    private static readonly TimeSpan s_patienceAtExit = TimeSpan.FromSeconds(3);

    // How many bytes may wait for their receivers before the child is made to wait; a report counts for more than its few bytes.
    private const int MostUndelivered = 64 << 10;
    private const int DeliveryOverhead = 100;

    private readonly ChildProcess _owner;
    private readonly ProcessStarter _starter;
    private readonly ProcessOutcome _outcome = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<ExitStatus> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SerialQueue _callbacks = new();
    private readonly OutputForwarder? _output;
    private readonly OutputForwarder? _error;
    private readonly string _identity;
    private readonly KillTokens _killTokens;
    private Call _call;
    private LaunchedProcess? _process;
    private ManualResetEvent? _sentinel;
    private EndRequest _asked;
    private int? _ownId;
    private readonly bool? _isDaemon;
    private ReceivedFromChild? _receivedFromChild;
    private bool _isSpare;
    private bool _starting;
    private bool _started;
    private bool _closed;
    private volatile bool _takesAll;
    private long _undelivered;

    internal ProcessState(ChildProcess owner, Call call, ProcessOptions options, string identity, string name,
        CancellationToken killToken = default)
    {
        (_owner, _call, Name, _isDaemon, _identity) = (owner, call, name, options.IsDaemon, identity);
        _killTokens = new KillTokens(options.CancellationToken, killToken);
        Live = new ParentLiveObjects(ProcessIdentity.LastNumber(identity));
        _starter = new ProcessStarter(owner, this, call, options, identity);
        if (options.StandardOutput.IsRedirected) _output = new OutputForwarder(options.StandardOutput, keepsLines: false);
        if (options.StandardError.IsRedirected) _error = new OutputForwarder(options.StandardError, keepsLines: true);
    }

    /// <summary>Makes the state that an object of a derived class finds in the child itself.</summary>
    internal ProcessState(ChildProcess owner, StartupInfo startup)
        : this(owner, new Call(null, [], null), new ProcessOptions { IsDaemon = startup.IsDaemon }, startup.Identity, startup.Name)
    {
        _ownId = Environment.ProcessId;
        _started = true;
    }

    internal string Name { get; }

    internal int? Id => _ownId ?? _process?.Id;

    /// <summary>Whether this object stands for a child of this process, and not for this process itself.</summary>
    internal bool IsOwn => _ownId is null;

    internal bool IsAlive => _ownId is not null || (_started && !_exited.Task.IsCompleted);

    internal ExitStatus? ExitStatus => _exited.Task.IsCompletedSuccessfully ? _exited.Task.Result : null;

    internal bool HasResult => _outcome.HasResult;

    /// <summary>Tokens and progress receivers of this process that the child uses.</summary>
    internal ParentLiveObjects Live { get; }

    /// <summary>Whether the child prints an exception: where nobody has asked for a result, nobody else may ever see it.</summary>
    internal bool PrintsFailure { get; set; } = true;

    /// <summary>Whether the child is killed when this process exits, and not waited for; unlike a daemon, it may have children.</summary>
    internal bool IsServant { get; set; }

    /// <summary>The last lines of the child's standard error, where that is redirected.</summary>
    internal string? LastErrorLines => _error?.LastLines;

    internal bool IsDaemon => _isDaemon ?? CurrentProcess.IsDaemon;

    internal Task<ExitStatus> Exited => IsOwn ? _exited.Task : throw NotOwn();

    /// <summary>
    /// Completes when the process has ended and then all its reports and output have reached their receivers. A receiver itself waits for
    /// the process only.
    /// </summary>
    private Task Finished
    {
        get
        {
            if (!_callbacks.RunsHere) return _delivered.Task;
            TakeAll();
            return _exited.Task;
        }
    }

    internal WaitHandle Sentinel
    {
        get
        {
            if (!IsOwn) throw NotOwn();
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_closed, _owner);
                return _sentinel ??= new ManualResetEvent(_exited.Task.IsCompleted);
            }
        }
    }

    internal void Start()
    {
        if (!IsOwn) throw NotOwn();
        CurrentProcess.RequireMayHaveChildren();
        _killTokens.ThrowIfCancelled();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, _owner);
            if (_starting) throw new InvalidOperationException($"Process {Name} has been started before; a process can be started once.");
            _starting = true;
        }

        try
        {
            _starter.Start();
        }
        catch
        {
            _starting = false;
            Live.ReleaseSent();
            throw;
        }

        // Only now may other threads join and signal the child: there is a process that will end.
        _started = true;
        _call.Forget();
        _killTokens.Register(this);
        ActiveChildren.Add(_owner);
        if (_exited.Task.IsCompleted) Leave();
    }

    internal bool Join(TimeSpan timeout)
    {
        RequireStarted();
        var deadline = Deadline.After(timeout);
        var finished = Finished;
        while (!finished.Wait(deadline.LeftMilliseconds))
        {
            if (deadline.IsOver) return false;
        }

        return true;
    }

    internal Task JoinAsync(CancellationToken cancellationToken)
    {
        RequireStarted();
        return Finished.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Joins the child at the end of the program, when another thread may have disposed of the object. What the child has said still
    /// reaches its receivers, unless one of them does not return: it may be the one that ends the program.
    /// </summary>
    internal void JoinAtExit()
    {
        TakeAll();
        _exited.Task.Wait();
        _callbacks.WaitWhileItProceeds(_delivered.Task, s_patienceAtExit);
    }

    internal void TerminateAtExit() => EndNow(EndRequest.Terminate);

    /// <summary>Kills the child now, or as soon as it has been started.</summary>
    internal void KillSoon() => EndNow(EndRequest.Kill);

    internal void End(EndRequest request)
    {
        RequireStarted();
        EndNow(request);
    }

    private void EndNow(EndRequest request)
    {
        LaunchedProcess? process;
        // A replacement that is under way is told too, and of the strongest request.
        lock (_gate) (_asked, process) = (_asked == EndRequest.Kill ? _asked : request, _process);
        process?.End(request);
    }

    /// <summary>Kills the child and waits for its end; for disposal, which may happen at any time and more than once.</summary>
    internal Task KillAndFinishAsync()
    {
        if (!IsOwn || !_started || _closed) return Task.CompletedTask;
        if (IsAlive) EndNow(EndRequest.Kill);
        return Finished;
    }

    internal void RequireStarted()
    {
        if (!IsOwn) throw NotOwn();
        ObjectDisposedException.ThrowIf(_closed, _owner);
        if (!_started) throw new InvalidOperationException($"Process {Name} has not been started; call Start first.");
    }

    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _sentinel?.Dispose();
        }
    }

    internal async Task CompletionAsync()
    {
        RequireStarted();
        await Finished.ConfigureAwait(false);
        ThrowIfFailed();
    }

    internal async Task<TResult> ResultAsync<TResult>()
    {
        RequireStarted();
        await Finished.ConfigureAwait(false);
        return ReadResult<TResult>();
    }

    internal TResult ReadResult<TResult>()
    {
        ThrowIfFailed();
        var result = _outcome.Read<TResult>(Live, _call.Serializer);
        GC.KeepAlive(_receivedFromChild);
        return result;
    }

    /// <summary>
    /// Attaches the process that runs the function from now on. A spare may turn out to have died; then another process follows.
    /// </summary>
    internal void Attach(LaunchedProcess process, bool isSpare)
    {
        EndRequest missed;
        lock (_gate) (_process, _isSpare, missed) = (process, isSpare, _asked);
        process.Resume();
        if (missed != EndRequest.None) process.End(missed);
    }

    internal void Send(ReadOnlyMemory<byte> startup)
    {
        _process!.Send(startup);
        Live.Connect(_process);
        // The child may have ended before it was connected.
        if (_exited.Task.IsCompleted) Live.Disconnect();
    }

    internal void Adopt(Call call) => _call = call;

    internal void InvokeTarget() => _call.Invoke();

    public override string ToString() => $"{_owner.GetType().Name} '{Name}' ({Describe()})";

    void ILaunchObserver.OnFrame(FrameKind kind, byte[] payload)
    {
        switch (kind)
        {
            case FrameKind.Began:
                _outcome.Begin();
                _starter.ForgetFrame();
                break;
            case FrameKind.Result:
                _outcome.Return(payload);
                break;
            case FrameKind.Failure:
                _outcome.Throw(payload);
                break;
            case FrameKind.Progress:
                Deliver(payload.Length, () => Live.Report(payload));
                break;
        }
    }

    void ILaunchObserver.OnOutput(bool isError, ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        Deliver(copy.Length, () => (isError ? _error : _output)?.Forward(copy));
    }

    bool ILaunchObserver.IsCongested => !_takesAll && Interlocked.Read(ref _undelivered) > MostUndelivered;

    private void Deliver(int size, Action action)
    {
        size += DeliveryOverhead;
        Interlocked.Add(ref _undelivered, size);
        _callbacks.Enqueue(() =>
        {
            try
            {
                action();
            }
            finally
            {
                if (Interlocked.Add(ref _undelivered, -size) <= MostUndelivered / 2) _process?.Resume();
            }
        });
    }

    // Where receivers wait for the child, the child must not wait for them.
    private void TakeAll()
    {
        _takesAll = true;
        _process?.Resume();
    }

    void ILaunchObserver.OnDamage(Exception damage) => _outcome.Damage(damage);

    void ILaunchObserver.OnExit(ExitStatus status)
    {
        bool again;
        lock (_gate) (again, _isSpare) = (_isSpare && _asked == EndRequest.None && _outcome.IsUntouched, false);
        if (again) ThreadPool.UnsafeQueueUserWorkItem(_ => Replace(status), null);
        else End(status);
    }

    // A spare that was killed while it waited may be given startup info before its death is noticed.
    // Callers that wait for the process get the exception.
    private void Replace(ExitStatus status)
    {
        Live.Disconnect();
        try
        {
            _starter.StartAgain();
        }
        catch (Exception failure)
        {
            _outcome.FailToStart(failure as ProcessStartException
                ?? new ProcessStartException($"Process {Name} could not be started: {failure.Message}", failure));
            End(status);
        }
    }

    private void End(ExitStatus status)
    {
        Live.Disconnect();
        Live.ReleaseSent();
        _receivedFromChild = ReceivedFromChild.Of(_identity);
        lock (_gate)
        {
            _exited.TrySetResult(status);
            if (!_closed) _sentinel?.Set();
        }

        Leave();
        if (Live.HasReceivers || _output is not null || _error is not null) _callbacks.Enqueue(FinishDelivery);
        else _delivered.TrySetResult();
    }

    // Called by both the start and the end, of which either may come last: the later call finds all that was registered.
    private void Leave()
    {
        ActiveChildren.Remove(_owner);
        _killTokens.Unregister();
    }

    private void FinishDelivery()
    {
        try
        {
            _output?.Finish();
            _error?.Finish();
        }
        finally
        {
            _delivered.TrySetResult();
        }
    }

    private void ThrowIfFailed()
    {
        var status = _exited.Task.Result;
        if (status.Cause == EndCause.Killed && !(_call.ReturnsResult && HasResult)) _killTokens.ThrowIfCancelled();
        _outcome.ThrowIfFailed(Name, Id!.Value, status, _call.ReturnsResult, _error?.LastLines, Live);
        GC.KeepAlive(_receivedFromChild);
        if ((_output?.Failure ?? _error?.Failure) is { } failure)
        {
            throw new IOException($"The output of process {Name} could not be delivered: {failure.Message}", failure);
        }
    }

    private string Describe() => !_started ? "not started" : ExitStatus is { } status ? $"id {Id}, {status}" : $"id {Id}, running";

    private InvalidOperationException NotOwn() => new($"Process {Name} can be started, joined and signalled only by its parent.");
}
