using System.Diagnostics;
using System.Globalization;
using Multiprocessing.Launching;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>
/// How a child process is started, and in which environment it runs. One object may serve many children: each copies it when it is made.
/// Not thread-safe while it is changed.
/// </summary>
public sealed class ProcessOptions
{
    /// <summary>Creates options without settings: the child is as its parent.</summary>
    public ProcessOptions()
    {
    }

    /// <summary>Makes a copy, including the lists.</summary>
    internal ProcessOptions(ProcessOptions other)
    {
        (Serializer, StartMethod, Name, IsDaemon) = (other.Serializer, other.StartMethod, other.Name, other.IsDaemon);
        (WorkingDirectory, Culture, UICulture) = (other.WorkingDirectory, other.Culture, other.UICulture);
        (StandardOutput, StandardError, InheritStandardInput) = (other.StandardOutput, other.StandardError, other.InheritStandardInput);
        (Priority, WaitForDebugger, MaxMessageBytes, CancellationToken) =
            (other.Priority, other.WaitForDebugger, other.MaxMessageBytes, other.CancellationToken);
        Environment = other.Environment is { } environment ? new Dictionary<string, string?>(environment) : null;
        Processors = other.Processors is { } processors ? [.. processors] : null;
        (ServerGarbageCollection, HeapHardLimitBytes) = (other.ServerGarbageCollection, other.HeapHardLimitBytes);
    }

    /// <summary>
    /// The start method of children whose options name none; <see cref="Multiprocessing.StartMethod.Spawn"/> at first. (Python:
    /// <c>set_start_method</c>.)
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a value other than <see cref="Multiprocessing.StartMethod.Spawn"/> or
    /// <see cref="Multiprocessing.StartMethod.WarmSpare"/>.</exception>
    public static StartMethod DefaultStartMethod
    {
        get => LaunchDefaults.StartMethod;
        set => LaunchDefaults.StartMethod = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The default must be Spawn or WarmSpare.");
    }

    /// <summary>
    /// The serializer for arguments and results of children whose options name no other; <see cref="ValueSerializer.Default"/> at first.
    /// Children inherit it, so the object must itself be able to cross a process border. Functions, and the variables that they capture,
    /// are always written by the library's own.
    /// </summary>
    /// <exception cref="ArgumentNullException">Set to null.</exception>
    public static ValueSerializer DefaultSerializer
    {
        get => LaunchDefaults.Serializer ?? BuildSerializer.Instance;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            LaunchDefaults.Serializer = value is BuildSerializer ? null : value;
        }
    }

    /// <summary>
    /// The program that runs children from now on: the .NET host, or, for a self-contained or single-file program, that program itself;
    /// null, at first, for the one that runs this process. Children do not inherit it. Spares that were started before are replaced.
    /// (Python: <c>set_executable</c>.)
    /// </summary>
    /// <exception cref="FileNotFoundException">Set to a file that does not exist.</exception>
    public static string? HostExecutable
    {
        get => LaunchDefaults.HostExecutable;
        set
        {
            if (value is not null && !File.Exists(value))
            {
                throw new FileNotFoundException($"The program '{value}', which is to run child processes, does not exist.", value);
            }

            LaunchDefaults.HostExecutable = value is null ? null : Path.GetFullPath(value);
            HostCommand.Reset();
            SpareProcesses.Instance.Replace();
        }
    }

    /// <summary>The serializer for the child's arguments and its result; null for <see cref="DefaultSerializer"/>.</summary>
    public ValueSerializer? Serializer { get; set; }

    /// <summary>How the child comes to life; null for <see cref="DefaultStartMethod"/>.</summary>
    public StartMethod? StartMethod { get; set; }

    /// <summary>The child's name; null for one like <c>ChildProcess-1</c>. (Python: <c>name</c>.)</summary>
    public string? Name { get; set; }

    /// <summary>
    /// Whether the child is terminated when its parent exits normally, instead of being waited for; null for the parent's own kind.
    /// (Python: <c>daemon</c>.)
    /// </summary>
    public bool? IsDaemon { get; set; }

    /// <summary>The child's working directory; null for the parent's.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Environment variables that differ from the parent's; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; set; }

    /// <summary>The child's culture, for formats and for resources; null for those of the starting thread.</summary>
    public CultureInfo? Culture { get; set; }

    /// <summary>The culture for resources of a pool's worker: that of the pool's maker, where the options name none.</summary>
    internal CultureInfo? UICulture { get; set; }

    /// <summary>The target of the child's standard output.</summary>
    public ProcessOutput StandardOutput { get; set; } = ProcessOutput.Inherited;

    /// <summary>
    /// The target of the child's standard error. Where it is redirected, its last lines are in
    /// <see cref="ProcessCrashedException.ErrorOutput"/>.
    /// </summary>
    public ProcessOutput StandardError { get; set; } = ProcessOutput.Inherited;

    /// <summary>Whether the child reads the parent's standard input; otherwise the child's own is empty, as in Python.</summary>
    public bool InheritStandardInput { get; set; }

    /// <summary>
    /// Whether the child uses the server collector; null for the setting of the application's configuration. Other settings of the runtime
    /// are variables of its <see cref="Environment"/>, such as <c>DOTNET_gcConcurrent</c>.
    /// </summary>
    public bool? ServerGarbageCollection { get; set; }

    /// <summary>
    /// The most memory that the child's heap may commit, in bytes, at least 1 MiB; beyond it the child gets an
    /// <see cref="OutOfMemoryException"/>. Null for no limit but the application's.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1 MiB.</exception>
    public long? HeapHardLimitBytes
    {
        get;
        set => field = value is < 1 << 20
            ? throw new ArgumentOutOfRangeException(nameof(HeapHardLimitBytes), value, "A .NET heap needs at least 1 MiB.") : value;
    }

    /// <summary>The processors that the child may run on, from 0; null for the parent's.</summary>
    public IReadOnlyList<int>? Processors { get; set; }

    /// <summary>The child's priority; null for the parent's. A higher one than the parent's requires privileges.</summary>
    public ProcessPriorityClass? Priority { get; set; }

    /// <summary>Whether the child prints its id to standard error and waits for a debugger before the function begins.</summary>
    public bool WaitForDebugger { get; set; }

    /// <summary>
    /// The largest result or progress report that is taken from the child, in bytes; a larger one kills it. At most, and by default, what
    /// an array can hold (2 GiB).
    /// </summary>
    public long MaxMessageBytes { get; set; } = Array.MaxLength;

    /// <summary>
    /// A token that kills the child when it is cancelled; a caller that awaits the child then gets an
    /// <see cref="OperationCanceledException"/>. A child whose token is cancelled already does not start.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>
    /// Makes options that only name the token that kills the child, so that a token may stand in their place:
    /// <c>ChildProcess.RunAsync(work, token)</c>.
    /// </summary>
    /// <param name="cancellationToken">The token.</param>
    /// <returns>The options.</returns>
    public static implicit operator ProcessOptions(CancellationToken cancellationToken) => new() { CancellationToken = cancellationToken };

    internal bool FitsSpare =>
        StandardOutput == ProcessOutput.Inherited && StandardError == ProcessOutput.Inherited && !InheritStandardInput
        && ServerGarbageCollection is null && HeapHardLimitBytes is null && Processors is null && MaxMessageBytes == Array.MaxLength;

    internal int? Niceness => Priority switch
    {
        null => null,
        ProcessPriorityClass.RealTime => -19,
        ProcessPriorityClass.High => -11,
        ProcessPriorityClass.AboveNormal => -6,
        ProcessPriorityClass.BelowNormal => 10,
        ProcessPriorityClass.Idle => 19,
        _ => 0,
    };

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(StandardOutput);
        ArgumentNullException.ThrowIfNull(StandardError);
        if (Name is not null) ProcessName.Check(Name);
        if (Priority is { } priority && !Enum.IsDefined(priority))
        {
            throw new ArgumentOutOfRangeException(nameof(Priority), priority, "There is no such priority.");
        }

        if (StartMethod is { } method && !Enum.IsDefined(method))
        {
            throw new ArgumentOutOfRangeException(nameof(StartMethod), method, "There is no such start method.");
        }

        if (MaxMessageBytes < 1 || MaxMessageBytes > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxMessageBytes), MaxMessageBytes,
                $"The limit must be from 1 to {Array.MaxLength} bytes.");
        }

        if (Processors is not null && (Processors.Count == 0 || Processors.Any(static processor => processor is < 0 or >= 1024)))
        {
            throw new ArgumentOutOfRangeException(nameof(Processors),
                "Name at least one processor; processors are numbered from 0 to 1023.");
        }

        if (WorkingDirectory is not null && !Directory.Exists(WorkingDirectory))
        {
            throw new DirectoryNotFoundException($"The child's working directory '{WorkingDirectory}' does not exist.");
        }

        foreach (var (name, value) in Environment ?? new Dictionary<string, string?>())
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal)
                || value?.Contains('\0', StringComparison.Ordinal) == true)
            {
                throw new ArgumentException($"'{name}' cannot be an environment variable: its name must not be empty or hold '=', and " +
                    "neither part a zero character.", nameof(Environment));
            }
        }
    }
}
