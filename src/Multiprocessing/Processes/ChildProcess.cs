using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Multiprocessing.Common;
using Multiprocessing.Launching;
using Multiprocessing.Platform;

namespace Multiprocessing;

/// <summary>
/// A function that runs in a process of its own, with its own memory: statics start fresh, captured variables and arguments are copies.
/// Construct one and <see cref="Start()"/> it, or start at once with <see cref="Start(Action, ProcessOptions?)"/>; or derive a class and
/// override <see cref="Run"/>. A program that is compiled ahead of time (NativeAOT) cannot have children yet: the start throws
/// <see cref="ProcessStartException"/>, and so does a constructor that is given a function. All members are thread-safe; the object belongs
/// to the process that made it. (Python: <c>multiprocessing.Process</c>.)
/// </summary>
[DebuggerDisplay("{DebuggerText,nq}")]
[RequiresDynamicCode(AheadOfTime.NoChildren)]
public partial class ChildProcess : IWaitable, ISelf, IDisposable, IAsyncDisposable
{
    private readonly ProcessState _state;

    /// <summary>Creates a child whose <see cref="Run"/> a derived class overrides.</summary>
    /// <param name="options">How to start the process; null for the defaults.</param>
    protected ChildProcess(ProcessOptions? options = null)
        : this(new Call(null, [], null), options)
    {
    }

    /// <summary>
    /// Creates a child that will call a function with arguments by position, as in <c>new ChildProcess(work, ["parts", 3])</c>. (Python:
    /// <c>Process(target, args)</c>.)
    /// </summary>
    /// <param name="target">The function: any method, lambda or local function, <c>async</c> ones too. Its result is dropped.</param>
    /// <param name="arguments">The function's arguments, one for each parameter; null for none.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <exception cref="ArgumentException">Number or types of the arguments do not fit the function.</exception>
    public ChildProcess(Delegate target, object?[]? arguments = null, ProcessOptions? options = null)
        : this(new Call(target, Arguments.Check(target, arguments ?? []), null), options)
    {
    }

    /// <summary>
    /// Creates a child that will call a function with arguments by name; parameters that are not named take their default values. (Python:
    /// <c>Process(target, kwargs)</c>.)
    /// </summary>
    /// <param name="target">The function.</param>
    /// <param name="namedArguments">Values by the names of the function's parameters. To pass a dictionary as an argument, put it into an
    /// array, as in <c>[dictionary]</c>.</param>
    /// <param name="options">How to start the process; null for the defaults.</param>
    /// <exception cref="ArgumentException">A name or a type does not fit, or a parameter without a default is missing.</exception>
    public ChildProcess(Delegate target, IReadOnlyDictionary<string, object?> namedArguments, ProcessOptions? options = null)
        : this(new Call(target, Arguments.ByName(target, namedArguments), null), options)
    {
    }

    internal ChildProcess(Call call, ProcessOptions? options, CancellationToken killToken = default)
    {
        // A copy, since the caller may use the object for something else before the start.
        options = options is null ? new ProcessOptions() : new ProcessOptions(options);
        options.Validate();
        var identity = ProcessIdentity.NextChild();
        var typeName = GetType().Name;
        var tick = typeName.IndexOf('`', StringComparison.Ordinal);
        _state = new ProcessState(this, call, options, identity, options.Name ?? $"{(tick < 0 ? typeName : typeName[..tick])}-{identity}",
            killToken);
    }

    /// <summary>The name: that of the options, or one like <c>ChildProcess-1</c>, and <c>ChildProcess-1:2</c> for a grandchild.</summary>
    public string Name => _state.Name;

    /// <summary>The system's id of the process; null before the start.</summary>
    public int? Id => _state.Id;

    /// <summary>Whether the process has been started and has not ended.</summary>
    public bool IsAlive => _state.IsAlive;

    /// <summary>
    /// Whether the process is terminated when its parent exits normally, instead of being waited for: as the options say, or else as this
    /// process is.
    /// </summary>
    public bool IsDaemon => _state.IsDaemon;

    /// <summary>How the process ended; null before the end.</summary>
    public ExitStatus? ExitStatus => _state.ExitStatus;

    /// <summary>
    /// The exit code as Python gives it; null before the end. On Linux it is 1 after an unhandled exception, and minus the number of the
    /// signal that killed the process, such as -9. On Windows, where there are no signals, it will be the code that the process ended with,
    /// and minus 15 after <see cref="Terminate"/> and <see cref="Kill"/>, as in Python; <see cref="ExitStatus"/> tells the two apart
    /// everywhere.
    /// </summary>
    public int? ExitCode => _state.ExitStatus?.Number;

    /// <summary>
    /// Completes when the process has ended; never fails. The last reports and redirected output may still be on their way:
    /// <see cref="JoinAsync"/> waits for them too.
    /// </summary>
    /// <exception cref="InvalidOperationException">The child was not made by this process.</exception>
    internal Task<ExitStatus> Exited => _state.Exited;

    /// <summary>
    /// A handle that is set when the process has ended, for <see cref="WaitHandle.WaitAny(WaitHandle[])"/>. (Python: <c>sentinel</c>.)
    /// </summary>
    /// <exception cref="InvalidOperationException">The child was not made by this process.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public WaitHandle Sentinel => _state.Sentinel;

    internal ProcessState State => _state;

    private string DebuggerText => _state.ToString();

    /// <summary>Starts the process. Refuses values that cannot cross to it.</summary>
    /// <exception cref="InvalidOperationException">The child was started before, or this process is a daemon.</exception>
    /// <exception cref="OperationCanceledException">The options' token is cancelled already.</exception>
    /// <exception cref="ProcessBoundaryException">An argument or a captured variable cannot cross; the message names it.</exception>
    /// <exception cref="ProcessStartException">The system could not start a process.</exception>
    public void Start() => _state.Start();

    /// <summary>
    /// Waits until the process has ended and its reports and redirected output have been delivered. (Python: <c>join()</c>.)
    /// </summary>
    /// <exception cref="InvalidOperationException">The child was not started, or not by this process.</exception>
    public void Join() => _state.Join(Timeout.InfiniteTimeSpan);

    /// <summary>Waits until the process has ended.</summary>
    /// <param name="timeout">The longest wait; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>True when the process has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">The child was not started, or not by this process.</exception>
    public bool Join(TimeSpan timeout) => _state.Join(timeout);

    /// <summary>Waits until the process has ended.</summary>
    /// <param name="cancellationToken">Ends the wait, not the process.</param>
    /// <returns>A task that completes when the process has ended.</returns>
    /// <exception cref="InvalidOperationException">The child was not started, or not by this process.</exception>
    public Task JoinAsync(CancellationToken cancellationToken = default) => _state.JoinAsync(cancellationToken);

    /// <summary>
    /// Asks the process to end (SIGTERM); a handler in the process may do otherwise. Does nothing when the process has ended. (Python:
    /// <c>terminate()</c>.)
    /// </summary>
    /// <exception cref="InvalidOperationException">The child was not started, or not by this process.</exception>
    public void Terminate() => _state.End(EndRequest.Terminate);

    /// <summary>Ends the process at once (SIGKILL). Does nothing when the process has ended. (Python: <c>kill()</c>.)</summary>
    /// <exception cref="InvalidOperationException">The child was not started, or not by this process.</exception>
    public void Kill() => _state.End(EndRequest.Kill);

    /// <summary>
    /// Interrupts the process as Ctrl+C does (SIGINT). Does nothing when the process has ended. (Python: <c>interrupt()</c>.)
    /// </summary>
    /// <exception cref="InvalidOperationException">The child was not started, or not by this process.</exception>
    public void Interrupt() => _state.End(EndRequest.Interrupt);

    /// <summary>
    /// Kills the process if it still runs, waits as <see cref="Join()"/> does, and releases what the object holds in the system; in the
    /// process itself, does nothing. <see cref="Id"/>, <see cref="Name"/> and how the process ended can still be read; members that wait
    /// for the process or signal it throw <see cref="ObjectDisposedException"/>. An object that is not disposed of costs a little memory,
    /// no more, once its process has ended. (Python: <c>close()</c>, which throws in place of killing.)
    /// </summary>
    // A derived class runs in the child; there is nothing of its own to dispose of here.
    public void Dispose()
    {
        if (_state.IsOwn)
        {
            _state.KillAndFinishAsync().Wait();
            _state.Close();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes as <see cref="Dispose"/> does, without blocking a thread.</summary>
    /// <returns>A task that completes when all is done.</returns>
    public async ValueTask DisposeAsync()
    {
        await _state.KillAndFinishAsync().ConfigureAwait(false);
        Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits until the process has ended, and throws unless it ended well.</summary>
    /// <returns>An awaiter; it throws the function's exception, or <see cref="ProcessCrashedException"/> when the process ended
    /// otherwise.</returns>
    public TaskAwaiter GetAwaiter() => _state.CompletionAsync().GetAwaiter();

    /// <summary>
    /// Does the child's work: calls the function that the constructor was given. A derived class may override this to do its work here; its
    /// own fields travel to the child.
    /// </summary>
    protected virtual void Run() => _state.InvokeTarget();

    void ISelf.Adopt(StartupInfo startup) => Unsafe.AsRef(in _state) = new ProcessState(this, startup);

    void ISelf.Run(Call call)
    {
        _state.Adopt(call);
        Run();
    }
}
