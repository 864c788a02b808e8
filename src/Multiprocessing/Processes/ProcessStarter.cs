using Multiprocessing.Common;
using Multiprocessing.Launching;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>Starts the process of one child: a warm spare where one is wanted and fits, otherwise a new process.</summary>
internal sealed class ProcessStarter(ChildProcess owner, ProcessState state, Call call, ProcessOptions options, string identity)
{
    private Dictionary<string, string> _environment = [];
    private string? _directory;
    private ReadOnlyMemory<byte> _spareFrame;

    internal void Start()
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotStart();
        CurrentProcess.WatchExit();
        _directory = options.WorkingDirectory is { } wanted ? Path.GetFullPath(wanted) : null;
        _environment = BuildEnvironment();
        call.Serializer = options.Serializer is null ? LaunchDefaults.Serializer : options.Serializer is BuildSerializer ? null
            : options.Serializer;
        var self = IsDerived(owner.GetType()) ? owner : null;
        var startup = CreateStartupInfo();
        var method = options.StartMethod ?? ProcessOptions.DefaultStartMethod;
        if (method == StartMethod.WarmSpare && options.FitsSpare && TryStartSpare(startup, self)) return;
        StartNew(CreateFrame(startup, self));
    }

    /// <summary>Starts a new process with the startup info of a spare that died before it reached its function.</summary>
    internal void StartAgain() => StartNew(_spareFrame);

    /// <summary>Forgets the startup info, which may be large, when the function has begun.</summary>
    internal void ForgetFrame() => _spareFrame = default;

    private void StartNew(ReadOnlyMemory<byte> frame)
    {
        CollectorSettings.AddTo(_environment, options.ServerGarbageCollection, options.HeapHardLimitBytes);
        var host = HostCommand.Instance;
        host.AddTo(_environment);
        var request = new SpawnRequest(host.Executable, state.Name, host.Arguments(), _environment, _directory)
        {
            Input = options.InheritStandardInput ? StandardStreams.Input : OsHandle.None,
            Output = options.StandardOutput == ProcessOutput.Discarded ? OsHandle.None : StandardStreams.Output,
            Error = options.StandardError == ProcessOutput.Discarded ? OsHandle.None : StandardStreams.Error,
            Processors = options.Processors,
        };
        state.Attach(
            LaunchedProcess.Start(request, state, options.MaxMessageBytes, options.StandardOutput.IsRedirected,
            options.StandardError.IsRedirected), isSpare: false);
        state.Send(frame);
    }

    private bool TryStartSpare(StartupInfo startup, ChildProcess? self)
    {
        // If the directory has been deleted, a spare could not be told where to go; a spawned child inherits it.
        if ((_directory ?? ChildEnvironment.Directory()) is not { } directory) return false;
        while (SpareProcesses.Instance.TryTake(call.Method) is { } spare)
        {
            ReadOnlyMemory<byte> frame;
            try
            {
                if (!spare.TryAdapt(startup, _environment, directory))
                {
                    // The spare is unfit for this child alone, or for all since this process's own environment has changed.
                    if (options.Environment is not null) SpareProcesses.Instance.Return(spare);
                    else
                    {
                        spare.Process!.End(EndRequest.Kill);
                        SpareProcesses.Instance.UseUp();
                    }

                    break;
                }

                frame = CreateFrame(startup, self);
            }
            catch
            {
                // A value cannot cross.
                SpareProcesses.Instance.Return(spare);
                throw;
            }

            SpareProcesses.Instance.UseUp();
            // From the hand-over on, the spare's end may be reported at any moment.
            (_directory, _spareFrame) = (directory, frame);
            state.Attach(spare.Process!, isSpare: true);
            if (spare.TryHandOver(state))
            {
                state.Send(frame);
                return true;
            }
        }

        startup.Environment = [];
        startup.WorkingDirectory = null;
        return false;
    }

    private StartupInfo CreateStartupInfo()
    {
        var (culture, uiCulture) = StartCultures.ToTell(options, _environment);
        return new StartupInfo
        {
            Name = state.Name,
            Identity = identity,
            ParentName = ProcessIdentity.Name,
            ParentId = Environment.ProcessId,
            IsDaemon = state.IsDaemon,
            PrintsFailure = state.PrintsFailure,
            WaitForDebugger = options.WaitForDebugger,
            Culture = culture,
            UICulture = uiCulture,
            Niceness = options.Niceness,
            Application = HostCommand.Instance.Application,
            DefaultStartMethod = ProcessOptions.DefaultStartMethod,
            DefaultSerializer = LaunchDefaults.Serializer,
            Surrogates = Surrogates.Registered,
            Key = AuthenticationKey.Chosen,
            // A worker runs many tasks, each with a trace of its own.
            Trace = state.IsServant ? null : CallerTrace.Capture(),
        };
    }

    private ReadOnlyMemory<byte> CreateFrame(StartupInfo startup, ChildProcess? self)
    {
        var writer = Frame.Begin(state.Live, self);
        startup.Write(writer);
        call.Write(writer, self);
        return Frame.End(writer, FrameKind.StartupInfo);
    }

    private Dictionary<string, string> BuildEnvironment()
    {
        var environment = ChildEnvironment.Current();
        foreach (var (name, value) in options.Environment ?? new Dictionary<string, string?>())
        {
            if (value is null) environment.Remove(name);
            else environment[name] = value;
        }

        return environment;
    }

    private static bool IsDerived(Type type) =>
        type != typeof(ChildProcess) && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ChildProcess<>));
}
