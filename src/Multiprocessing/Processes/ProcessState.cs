using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Multiprocessing.Launching;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>The life of one child: what it is to run, the process that runs it, and how it ended.</summary>
internal sealed class ProcessState : ILaunchObserver
{
    private static readonly Lazy<(string Culture, string UICulture)> s_startCultures = new(ReadStartCultures);

    private readonly ChildProcess _owner;
    private readonly ProcessOptions _options;
    private readonly string _identity;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ParentLiveObjects _live = new();
    private readonly SerialQueue _callbacks = new();
    private readonly OutputForwarder? _output;
    private readonly OutputForwarder? _error;
    private Call _call;
    private LaunchedProcess? _process;
    private StartAgain? _startAgain;
    private int? _signal;
    private ProcessStartException? _startFailure;
    private ManualResetEvent? _sentinel;
    private byte[]? _result;
    private byte[]? _failure;
    private Exception? _damage;
    private bool _began;
    private bool _started;
    private bool _closed;
    private bool? _isDaemon;
    private int? _ownId;

    internal ProcessState(ChildProcess owner, Call call, ProcessOptions options, string identity, string name)
    {
        (_owner, _call, _options, _identity, Name, _isDaemon) = (owner, call, options, identity, name, options.IsDaemon);
        if (options.StandardOutput.IsRedirected) _output = new OutputForwarder(options.StandardOutput);
        if (options.StandardError.IsRedirected) _error = new OutputForwarder(options.StandardError);
    }

    /// <summary>The state that a derived object finds in the child itself.</summary>
    internal ProcessState(ChildProcess owner, Job job)
        : this(owner, new Call(null, [], null), new ProcessOptions { IsDaemon = job.IsDaemon }, job.Identity, job.Name)
    {
        _ownId = Environment.ProcessId;
        _started = true;
    }

    internal string Name { get; set; }

    internal int? Id => _ownId ?? _process?.Id;

    /// <summary>Whether this object stands for a child of this process, not for this process itself.</summary>
    internal bool IsOwn => _ownId is null;

    internal bool IsAlive => _ownId is not null || (_started && !_exited.Task.IsCompleted);

    internal int? ExitCode => _exited.Task.IsCompletedSuccessfully ? _exited.Task.Result : null;

    internal bool HasResult => _result is not null;

    /// <summary>Whether an exception is printed by the child: where nobody has asked for a result, nobody else may ever see it.</summary>
    internal bool PrintsFailure { get; set; } = true;

    internal bool IsDaemon
    {
        get => _isDaemon ?? CurrentProcess.IsDaemon;
        set
        {
            if (_started) throw new InvalidOperationException($"Process {Name} has been started; it is a daemon or not from then on.");
            _isDaemon = value;
        }
    }

    internal Task<int> Exited => IsOwn ? _exited.Task : throw NotOwn();

    /// <summary>Completes when, after the process, all its reports and output have reached their receivers. A receiver itself waits for the process only.</summary>
    private Task Finished => _callbacks.RunsHere ? _exited.Task : _delivered.Task;

    internal WaitHandle Sentinel
    {
        get
        {
            if (!IsOwn) throw NotOwn();
            lock (_gate) return _sentinel ??= new ManualResetEvent(_exited.Task.IsCompleted);
        }
    }

    internal void Start()
    {
        if (!IsOwn) throw NotOwn();
        CurrentProcess.RequireMayHaveChildren();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, _owner);
            if (_started) throw new InvalidOperationException($"Process {Name} has been started before; a process can be started once.");
            _started = true;
        }

        try
        {
            Launch();
        }
        catch
        {
            _started = false;
            throw;
        }
    }

    internal bool Join(TimeSpan timeout)
    {
        RequireStarted();
        var finished = Finished;
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            finished.Wait();
            return true;
        }

        if (timeout <= TimeSpan.Zero) return finished.IsCompleted;
        return finished.Wait(timeout.TotalMilliseconds > int.MaxValue ? TimeSpan.FromMilliseconds(int.MaxValue) : timeout);
    }

    internal Task JoinAsync(CancellationToken cancellationToken)
    {
        RequireStarted();
        return Finished.WaitAsync(cancellationToken);
    }

    /// <summary>As joining and terminating from outside, but another thread may have closed the object meanwhile.</summary>
    internal void JoinAtExit() => _delivered.Task.Wait();

    internal void TerminateAtExit() => SignalNow(Libc.SIGTERM);

    internal void Signal(int signal)
    {
        RequireStarted();
        SignalNow(signal);
    }

    private void SignalNow(int signal)
    {
        LaunchedProcess? process;
        lock (_gate) (_signal, process) = (signal, _process);
        process?.Signal(signal);
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

    /// <summary>The function's result, read anew for each caller so that none sees another's changes.</summary>
    internal TResult ReadResult<TResult>()
    {
        ThrowIfFailed();
        return (TResult)new ObjectReader(_result!, _live).ReadGraph(typeof(TResult))!;
    }

    internal void Adopt(Call call) => _call = call;

    internal void InvokeTarget() => _call.Invoke();

    public override string ToString() => $"{_owner.GetType().Name} '{Name}' ({Describe()})";

    void ILaunchObserver.OnFrame(FrameKind kind, byte[] payload)
    {
        switch (kind)
        {
            case FrameKind.Began:
                _began = true;
                _startAgain = null;
                break;
            case FrameKind.Result:
                _result = payload;
                break;
            case FrameKind.Failure:
                _failure = payload;
                break;
            case FrameKind.Progress:
                _callbacks.Enqueue(() => _live.Report(payload));
                break;
        }
    }

    void ILaunchObserver.OnOutput(bool isError, ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        _callbacks.Enqueue(() => (isError ? _error : _output)?.Forward(copy));
    }

    void ILaunchObserver.OnDamage(Exception damage) => _damage = damage;

    void ILaunchObserver.OnExit(int exitCode)
    {
        StartAgain? again;
        lock (_gate) (again, _startAgain) = (_signal is null && _damage is null && _failure is null ? _startAgain : null, null);
        if (again is null) End(exitCode);
        else ThreadPool.UnsafeQueueUserWorkItem(_ => Replace(again, exitCode), null);
    }

    // A spare that somebody killed while it waited may be given a job before its death is noticed.
    [SuppressMessage("Design", "CA1031", Justification = "Those who wait for the process get the exception.")]
    private void Replace(StartAgain again, int exitCode)
    {
        _live.Disconnect();
        try
        {
            var process = LaunchedProcess.Start(NewProcess(again.Environment, again.Directory), this, _options.MaximumMessageBytes, redirectOutput: false, redirectError: false);
            int? signal;
            lock (_gate) (_process, signal) = (process, _signal);
            Send(again.Frame);
            if (signal is { } missed) process.Signal(missed);
        }
        catch (Exception failure)
        {
            _startFailure = failure as ProcessStartException ?? new ProcessStartException($"Process {Name} could not be started: {failure.Message}", failure);
            End(exitCode);
        }
    }

    private void End(int exitCode)
    {
        _live.Disconnect();
        ActiveChildren.Remove(_owner);
        lock (_gate)
        {
            _exited.TrySetResult(exitCode);
            if (!_closed) _sentinel?.Set();
        }

        if (_live.HasReceivers || _output is not null || _error is not null) _callbacks.Enqueue(FinishDelivery);
        else _delivered.TrySetResult();
    }

    private void FinishDelivery()
    {
        _output?.Finish();
        _error?.Finish();
        _delivered.TrySetResult();
    }

    private void ThrowIfFailed()
    {
        var exitCode = _exited.Task.Result;
        if (_damage is not null)
        {
            throw new ProcessCrashedException(Name, Id!.Value, exitCode, _error?.LastLines, _damage);
        }

        if (_startFailure is not null) throw new ProcessStartException(_startFailure.Message, _startFailure);
        if (_failure is not null) throw FailureMessage.Read(_failure, _live);
        if (_result is not null || (!_call.ReturnsResult && exitCode == 0)) return;
        if (!_began && (exitCode > 0 || -exitCode is Libc.SIGILL or Libc.SIGTRAP or Libc.SIGABRT or Libc.SIGBUS or Libc.SIGSEGV))
        {
            var how = exitCode > 0 ? $"with exit code {exitCode}" : $"by signal {-exitCode}";
            throw new ProcessStartException($"Process {Name} ended {how} before it reached its function: the .NET runtime could not start in it, as when memory or threads are short. {_error?.LastLines}".TrimEnd());
        }

        throw new ProcessCrashedException(Name, Id!.Value, exitCode, _error?.LastLines);
    }

    private void Launch()
    {
        var directory = _options.WorkingDirectory is { } wanted ? Path.GetFullPath(wanted) : null;
        var method = _options.StartMethod == StartMethod.Default ? ProcessOptions.DefaultStartMethod : _options.StartMethod;
        var self = _owner is { } owner && IsDerived(owner.GetType()) ? owner : null;
        var (culture, uiCulture) = Cultures();
        var job = new Job
        {
            Name = Name,
            Identity = _identity,
            ParentName = CurrentProcess.Name,
            ParentId = Environment.ProcessId,
            IsDaemon = IsDaemon,
            PrintsFailure = PrintsFailure,
            WaitsForDebugger = _options.WaitsForDebugger,
            Culture = culture,
            UICulture = uiCulture,
            Niceness = _options.Niceness,
        };
        if (method == StartMethod.WarmSpare && _options.FitsSpare && TryStartSpare(job, self, directory)) return;
        StartNew(job, self, directory);
    }

    private void StartNew(Job job, ChildProcess? self, string? directory)
    {
        CurrentProcess.WatchExit();
        var frame = CreateFrame(job, self);
        var environment = BuildEnvironment();
        _options.GarbageCollection?.AddTo(environment);
        var request = NewProcess(environment, directory);
        ActiveChildren.Add(_owner);
        try
        {
            _process = LaunchedProcess.Start(request, this, _options.MaximumMessageBytes, _output is not null, _error is not null);
        }
        catch
        {
            ActiveChildren.Remove(_owner);
            throw;
        }

        Send(frame);
    }

    private SpawnRequest NewProcess(Dictionary<string, string> environment, string? directory)
    {
        var host = HostCommand.Instance;
        host.AddTo(environment);
        return new SpawnRequest(host.Executable, host.Arguments(Name), environment, directory)
        {
            Input = _options.InheritsStandardInput ? 0 : -1,
            Output = _options.StandardOutput == ProcessOutput.Discarded ? -1 : 1,
            Error = _options.StandardError == ProcessOutput.Discarded ? -1 : 2,
            Processors = _options.Processors,
        };
    }

    private void Send(ReadOnlyMemory<byte> frame)
    {
        _process!.Send(frame);
        _live.Connect(_process);
        // It may have ended before it was connected.
        if (_exited.Task.IsCompleted) _live.Disconnect();
    }

    private bool TryStartSpare(Job job, ChildProcess? self, string? directory)
    {
        CurrentProcess.WatchExit();
        // In a directory that has been deleted, a spare could not be told where to go; a spawned child inherits it.
        directory ??= CurrentDirectory();
        if (directory is null) return false;
        var environment = BuildEnvironment();
        while (SpareProcesses.Instance.TryTake(_call.Method) is { } spare)
        {
            ReadOnlyMemory<byte> frame;
            try
            {
                spare.Adapt(job, environment, directory);
                frame = CreateFrame(job, self);
            }
            catch
            {
                // Something cannot cross.
                SpareProcesses.Instance.Return(spare);
                throw;
            }

            _process = spare.Process;
            _startAgain = new StartAgain(frame, environment, directory);
            ActiveChildren.Add(_owner);
            if (spare.TryHandOver(this))
            {
                Send(frame);
                return true;
            }

            ActiveChildren.Remove(_owner);
        }

        _startAgain = null;
        return false;
    }

    private static string? CurrentDirectory()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private ReadOnlyMemory<byte> CreateFrame(Job job, ChildProcess? self)
    {
        var writer = Frame.Begin(_live, self);
        job.Write(writer);
        _call.Write(writer, self);
        return Frame.End(writer, FrameKind.Job);
    }

    private Dictionary<string, string> BuildEnvironment()
    {
        var environment = ChildEnvironment.Current();
        foreach (var (name, value) in _options.Environment ?? new Dictionary<string, string?>())
        {
            if (value is null) environment.Remove(name);
            else environment[name] = value;
        }

        return environment;
    }

    // A culture that a fresh runtime finds in the environment by itself is not sent: loading culture data costs milliseconds.
    private (string Culture, string UICulture) Cultures()
    {
        var culture = (_options.Culture ?? CultureInfo.CurrentCulture).Name;
        var uiCulture = (_options.UICulture ?? CultureInfo.CurrentUICulture).Name;
        var (startCulture, startUICulture) = s_startCultures.Value;
        return (culture == startCulture ? "" : culture, uiCulture == startUICulture ? "" : uiCulture);
    }

    // A new thread has the culture that the runtime found in the environment, unless the program has set a default.
    private static (string Culture, string UICulture) ReadStartCultures()
    {
        if (CultureInfo.DefaultThreadCurrentCulture is not null || CultureInfo.DefaultThreadCurrentUICulture is not null) return ("?", "?");
        var found = ("?", "?");
        var thread = new Thread(() => found = (CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name));
        try
        {
            thread.UnsafeStart();
            thread.Join();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            // Without a thread to ask, cultures are always sent.
        }

        return found;
    }

    private static bool IsDerived(Type type) =>
        type != typeof(ChildProcess) && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ChildProcess<>));

    private string Describe() => !_started ? "not started" : ExitCode is { } exitCode ? $"id {Id}, exit code {exitCode}" : $"id {Id}, running";

    private InvalidOperationException NotOwn() => new($"Process {Name} can be started, joined and signalled only by its parent.");

    /// <summary>What a spawned process needs to do the job that a dead spare was given.</summary>
    private sealed record StartAgain(ReadOnlyMemory<byte> Frame, Dictionary<string, string> Environment, string Directory);
}
