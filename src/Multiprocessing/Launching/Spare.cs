using Multiprocessing.Platform;

namespace Multiprocessing.Launching;

/// <summary>A child process that waits for its startup info.</summary>
internal sealed class Spare : ILaunchObserver
{
    private readonly Dictionary<string, string> _environment;
    private readonly string? _directory;
    private readonly Lock _gate = new();
    private ILaunchObserver? _successor;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExitStatus? _exitStatus;

    private Spare(Dictionary<string, string> environment, string? directory) => (_environment, _directory) = (environment, directory);

    internal LaunchedProcess? Process { get; private set; }

    internal bool IsReady { get; set; }

    internal bool IsDead => _exitStatus is not null;

    internal Task Ended => _ended.Task;

    internal static Spare Start(ReadOnlyMemory<byte> warmUp)
    {
        var spare = new Spare(ChildEnvironment.Current(), ChildEnvironment.Directory());
        var host = HostCommand.Instance;
        var environment = new Dictionary<string, string>(spare._environment);
        host.AddTo(environment);
        var request = new SpawnRequest(host.Executable, "spare", host.Arguments(), environment, spare._directory);
        spare.Process = LaunchedProcess.Start(request, spare, Array.MaxLength, redirectOutput: false, redirectError: false);
        spare.Process.Send(warmUp);
        return spare;
    }

    /// <summary>
    /// Adds to the startup info the changes that a spare must make that started earlier; false for changes that only a new process can
    /// have.
    /// </summary>
    internal bool TryAdapt(StartupInfo startup, Dictionary<string, string> environment, string directory)
    {
        var changes = new List<KeyValuePair<string, string?>>();
        foreach (var (name, value) in environment)
        {
            if (!_environment.TryGetValue(name, out var before) || before != value) changes.Add(new(name, value));
        }

        foreach (var name in _environment.Keys)
        {
            if (!environment.ContainsKey(name)) changes.Add(new(name, null));
        }

        if (changes.Exists(static change => IsReadAtStart(change.Key))) return false;
        startup.Environment = [.. changes];
        startup.WorkingDirectory = directory == _directory ? null : directory;
        return true;
    }

    // Whether a variable is read at the start: by the runtime, the dynamic linker, or the libraries that know languages.
    private static bool IsReadAtStart(string variable)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["DOTNET_", "COMPlus_", "CORECLR_", "LD_", "LANG", "LC_"])
        {
            if (variable.StartsWith(prefix, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    /// <summary>Makes an owner the observer of the process from now on; false when the spare has died already.</summary>
    internal bool TryHandOver(ILaunchObserver owner)
    {
        lock (_gate)
        {
            if (_exitStatus is not null) return false;
            _successor = owner;
            return true;
        }
    }

    public bool IsCongested => _successor?.IsCongested == true;

    public void OnFrame(FrameKind kind, byte[] payload)
    {
        if (kind == FrameKind.Ready) SpareProcesses.Instance.OnReady(this);
        else _successor?.OnFrame(kind, payload);
    }

    public void OnOutput(bool isError, ReadOnlySpan<byte> bytes) => _successor?.OnOutput(isError, bytes);

    public void OnDamage(Exception damage) => _successor?.OnDamage(damage);

    public void OnExit(ExitStatus status)
    {
        lock (_gate) _exitStatus = status;
        _ended.TrySetResult();
        if (_successor is { } successor) successor.OnExit(status);
        else SpareProcesses.Instance.OnDeath(this);
    }
}
