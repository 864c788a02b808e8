using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Multiprocessing.Launching;
using Multiprocessing.Platform;

namespace Multiprocessing;

/// <summary>
/// A function that runs in a process of its own, with its own memory: statics start fresh, captured variables and arguments are copies.
/// Construct one and <see cref="Start()"/> it, or start at once with <see cref="Start(Action, ProcessOptions?)"/>; or derive from it and override <see cref="Run"/>.
/// A program that is compiled ahead of time (NativeAOT) cannot have children yet: the start throws <see cref="ProcessStartException"/>, and so does a constructor that is given a function.
/// All members are thread-safe; the object belongs to the process that made it. (Python: <c>multiprocessing.Process</c>.)
/// </summary>
[DebuggerDisplay("{DebuggerText,nq}")]
[RequiresDynamicCode(AheadOfTime.NoChildren)]
public partial class ChildProcess : IWaitable, IDisposable, IAsyncDisposable
{
    private readonly ProcessState _state;

    /// <summary>Creates a child whose <see cref="Run"/> a derived class overrides.</summary>
    /// <param name="options">How to start it; null for the defaults.</param>
    protected ChildProcess(ProcessOptions? options = null)
        : this(new Call(null, [], null), options)
    {
    }

    /// <summary>Creates a child that will call a function with arguments by position. (Python: <c>Process(target, args)</c>.)</summary>
    /// <param name="target">The function: any method, lambda or local function, <c>async</c> ones too. What it returns is dropped.</param>
    /// <param name="arguments">Its arguments, as many as it has parameters.</param>
    /// <exception cref="ArgumentException">Number or types of the arguments do not fit the function.</exception>
    public ChildProcess(Delegate target, params object?[] arguments)
        : this(target, null, arguments)
    {
    }

    /// <summary>Creates a child with options that will call a function with arguments by position.</summary>
    /// <param name="target">The function: any method, lambda or local function, <c>async</c> ones too. What it returns is dropped.</param>
    /// <param name="options">How to start it; null for the defaults.</param>
    /// <param name="arguments">Its arguments, as many as it has parameters.</param>
    /// <exception cref="ArgumentException">Number or types of the arguments do not fit the function.</exception>
    public ChildProcess(Delegate target, ProcessOptions? options, params object?[] arguments)
        : this(new Call(target, Arguments.Check(target, arguments), null), options)
    {
    }

    /// <summary>Creates a child that will call a function with arguments by name; parameters that are not named take their default values. (Python: <c>Process(target, kwargs)</c>.)</summary>
    /// <param name="target">The function.</param>
    /// <param name="namedArguments">Values by the names of the function's parameters.</param>
    /// <param name="options">How to start it; null for the defaults.</param>
    /// <exception cref="ArgumentException">A name or a type does not fit, or a parameter without a default is missing.</exception>
    public ChildProcess(Delegate target, IReadOnlyDictionary<string, object?> namedArguments, ProcessOptions? options = null)
        : this(new Call(target, Arguments.ByName(target, namedArguments), null), options)
    {
    }

    /// <summary>Creates a child that will call a method found by reflection, with arguments by position.</summary>
    /// <param name="method">The method; not an open generic one. What it returns is dropped.</param>
    /// <param name="target">The object that it is called on; null for a static method.</param>
    /// <param name="arguments">As many as it has parameters.</param>
    /// <param name="options">How to start it; null for the defaults.</param>
    /// <exception cref="ArgumentException">Method, target and arguments do not fit each other.</exception>
    public ChildProcess(MethodInfo method, object? target, object?[] arguments, ProcessOptions? options = null)
        : this(MethodTarget.Bind(method, target), options, arguments)
    {
    }

    /// <summary>Creates a child that will call a method found by reflection, with arguments by name.</summary>
    /// <param name="method">The method; not an open generic one. What it returns is dropped.</param>
    /// <param name="target">The object that it is called on; null for a static method.</param>
    /// <param name="namedArguments">Values by the names of its parameters; those not named take their default values.</param>
    /// <param name="options">How to start it; null for the defaults.</param>
    /// <exception cref="ArgumentException">Method, target and arguments do not fit each other.</exception>
    public ChildProcess(MethodInfo method, object? target, IReadOnlyDictionary<string, object?> namedArguments, ProcessOptions? options = null)
        : this(MethodTarget.Bind(method, target), namedArguments, options)
    {
    }

    internal ChildProcess(Call call, ProcessOptions? options)
    {
        options ??= new ProcessOptions();
        options.Validate();
        var identity = CurrentProcess.NextIdentity();
        var typeName = GetType().Name;
        var tick = typeName.IndexOf('`', StringComparison.Ordinal);
        _state = new ProcessState(this, call, options, identity, options.Name ?? $"{(tick < 0 ? typeName : typeName[..tick])}-{identity}");
    }

    /// <summary>The name: like <c>ChildProcess-1</c>, and <c>ChildProcess-1:2</c> for a grandchild, where none was given. It may be set before the start.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a zero character.</exception>
    /// <exception cref="InvalidOperationException">Set after the start.</exception>
    public string Name
    {
        get => _state.Name;
        set
        {
            ProcessName.Check(value);
            _state.Rename(value);
        }
    }

    /// <summary>The system's id of the process; null before the start.</summary>
    public int? Id => _state.Id;

    /// <summary>Whether the process has been started and has not ended.</summary>
    public bool IsAlive => _state.IsAlive;

    /// <summary>Whether the process is terminated when its parent exits normally, in place of being waited for. It may be set before the start.</summary>
    /// <exception cref="InvalidOperationException">Set after the start.</exception>
    public bool IsDaemon
    {
        get => _state.IsDaemon;
        set => _state.IsDaemon = value;
    }

    /// <summary>The exit code; null before the end. 1 after an unhandled exception, minus the number of the signal that killed the process.</summary>
    public int? ExitCode => _state.ExitCode;

    /// <summary>Completes with the exit code when the process has ended; never fails. Its last reports and redirected output may still be on their way: <see cref="JoinAsync"/> waits for them too.</summary>
    /// <exception cref="InvalidOperationException">Not this process's own child.</exception>
    public Task<int> Exited => _state.Exited;

    /// <summary>Set when the process has ended, for <see cref="WaitHandle.WaitAny(WaitHandle[])"/>. (Python: <c>sentinel</c>.)</summary>
    /// <exception cref="InvalidOperationException">Not this process's own child.</exception>
    public WaitHandle Sentinel => _state.Sentinel;

    internal ProcessState State => _state;

    private string DebuggerText => _state.ToString();

    /// <summary>Starts the process. What cannot cross to it is refused here.</summary>
    /// <exception cref="InvalidOperationException">It was started before, or this process is a daemon.</exception>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public void Start() => _state.Start();

    /// <summary>Waits until the process has ended and its reports and redirected output have been delivered. (Python: <c>join()</c>.)</summary>
    /// <exception cref="InvalidOperationException">It was not started, or not by this process.</exception>
    public void Join() => _state.Join(Timeout.InfiniteTimeSpan);

    /// <summary>Waits until the process has ended.</summary>
    /// <param name="timeout">How long to wait; zero or less only looks; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>True when the process has ended.</returns>
    /// <exception cref="InvalidOperationException">It was not started, or not by this process.</exception>
    public bool Join(TimeSpan timeout) => _state.Join(timeout);

    /// <summary>Waits until the process has ended.</summary>
    /// <param name="cancellationToken">Ends the wait, not the process.</param>
    /// <returns>Completes when the process has ended.</returns>
    /// <exception cref="InvalidOperationException">It was not started, or not by this process.</exception>
    public Task JoinAsync(CancellationToken cancellationToken = default) => _state.JoinAsync(cancellationToken);

    /// <summary>Asks the process to end (SIGTERM); a handler in it may do otherwise. Does nothing when it has ended. (Python: <c>terminate()</c>.)</summary>
    /// <exception cref="InvalidOperationException">It was not started, or not by this process.</exception>
    public void Terminate() => _state.Signal(Libc.SIGTERM);

    /// <summary>Ends the process at once (SIGKILL). Does nothing when it has ended. (Python: <c>kill()</c>.)</summary>
    /// <exception cref="InvalidOperationException">It was not started, or not by this process.</exception>
    public void Kill() => _state.Signal(Libc.SIGKILL);

    /// <summary>Interrupts the process as Ctrl+C does (SIGINT). Does nothing when it has ended. (Python: <c>interrupt()</c>.)</summary>
    /// <exception cref="InvalidOperationException">It was not started, or not by this process.</exception>
    public void Interrupt() => _state.Signal(Libc.SIGINT);

    /// <summary>Forgets the process, which must have ended. (Python: <c>close()</c>.)</summary>
    /// <exception cref="InvalidOperationException">It still runs.</exception>
    public void Close()
    {
        if (IsAlive) throw new InvalidOperationException($"Process {Name} still runs: join or kill it before it is closed.");
        _state.Close();
    }

    /// <summary>Kills the process if it still runs, waits as <see cref="Join()"/> does and forgets it. In the process itself, does nothing.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Kills the process if it still runs, waits as <see cref="JoinAsync"/> does and forgets it. In the process itself, does nothing.</summary>
    /// <returns>Completes when all is done.</returns>
    public async ValueTask DisposeAsync()
    {
        await _state.KillAndFinishAsync().ConfigureAwait(false);
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits until the process has ended well.</summary>
    /// <returns>An awaiter; it throws what the function threw, or <see cref="ProcessCrashedException"/> when the process ended otherwise.</returns>
    public TaskAwaiter GetAwaiter() => _state.CompletionAsync().GetAwaiter();

    /// <summary>What the child does: calls the function that the constructor was given. A derived class may do its work here in place of it; its own fields travel to the child.</summary>
    protected virtual void Run() => _state.InvokeTarget();

    /// <summary>Releases what the object holds.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || !_state.IsOwn) return;
        _state.KillAndFinishAsync().Wait();
        _state.Close();
    }

    internal void AdoptChildSide(Job job) => Unsafe.AsRef(in _state) = new ProcessState(this, job);

    internal void InvokeRun(Call call)
    {
        _state.Adopt(call);
        Run();
    }
}
