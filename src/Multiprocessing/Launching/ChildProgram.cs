using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Multiprocessing.Common;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>
/// The program of a child process: it receives its startup info, runs the function and reports the outcome. Everything here is on the start
/// path.
/// </summary>
internal static class ChildProgram
{
    private static readonly Lock s_sending = new();
    private static string? s_application;

    /// <summary>
    /// Runs the child; called by the launcher program. Returning lets the runtime wait for the foreground threads, then end the process.
    /// </summary>
    internal static int Run()
    {
        Lifeline.Arm();
        InheritedHandles.TakeOver();
        RemoveStartSettings();
        while (TryReceiveWork(out var kind, out var payload))
        {
            if (kind == FrameKind.WarmUp) WarmUp.Run(payload);
            else if (kind == FrameKind.StartupInfo) return RunFunction(payload);
            else return 1;
        }

        return 0;
    }

    /// <summary>Sends a message that consists of its kind alone.</summary>
    internal static void Send(FrameKind kind)
    {
        Span<byte> frame = stackalloc byte[Frame.HeaderSize];
        Frame.WriteHeader(frame, kind, 0);
        Send(frame);
    }

    internal static void Send(ReadOnlySpan<byte> frame)
    {
        lock (s_sending) ControlChannel.WriteAll(frame);
    }

    internal static bool TryReceive(out FrameKind kind, out byte[] payload)
    {
        kind = default;
        payload = [];
        Span<byte> header = stackalloc byte[Frame.HeaderSize];
        if (!ControlChannel.ReadExactly(header)) return false;
        var length = Frame.ReadHeader(header, Array.MaxLength, out kind);
        payload = GC.AllocateUninitializedArray<byte>(length);
        return length == 0 || ControlChannel.ReadExactly(payload);
    }

    private static bool TryReceiveWork(out FrameKind kind, out byte[] payload)
    {
        try
        {
            return TryReceive(out kind, out payload);
        }
        catch (OutOfMemoryException)
        {
            RefuseWork();
            (kind, payload) = (FrameKind.Failure, []);
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RefuseWork()
    {
        var failure = new InsufficientMemoryException($"The function and its arguments are larger than the memory that this process's " +
            $"heap may take, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes} bytes.");
        Send(FailureMessage.Write(failure, new ChildLiveObjects()).Span);
        Console.Error.WriteLine($"Process {Environment.ProcessId}: {failure.Message}");
    }

    // Every exception of the function is the parent's to see.
    private static int RunFunction(byte[] payload)
    {
        var live = new ChildLiveObjects();
        StartupInfo? startup = null;
        // Declared as an object: naming the type would load another assembly.
        object? trace = null;
        try
        {
            ISelf? self = null;
            var reader = new ObjectReader(payload, live) { AdoptSelf = child => (self = (ISelf)child).Adopt(startup!) };
            startup = StartupInfo.Read(reader);
            Apply(startup);
            var call = Call.Read(reader);
            Send(FrameKind.Began);
            if (startup.Trace is { } caller) trace = BeginTrace(caller);
            var result = self is null ? call.Invoke() : call.InvokeRun(self);
            if (trace is not null) EndTrace(trace, null);
            if (call.ReturnsResult) SendResult(result, call, live);
            else Send(FrameKind.Result);
            return Environment.ExitCode;
        }
        catch (Exception exception)
        {
            if (trace is not null) EndTrace(trace, exception);
            Send(FailureMessage.Write(exception, live).Span);
            if (startup?.PrintsFailure == true) Print(startup, exception);
            return 1;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object? BeginTrace(ReadOnlyMemory<byte> caller) => CallerTrace.Continue(ref caller, "ChildProcess.Run");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EndTrace(object trace, Exception? failure) => CallerTrace.End(trace, failure);

    private static void SendResult(object? result, Call call, ChildLiveObjects live)
    {
        var writer = Frame.Begin(live);
        if (call.Serializer is { } serializer) PluggedValues.Write(writer, serializer, result, call.ResultType, "result");
        else writer.WriteResult(result, call.ResultType, call);
        Send(Frame.End(writer, FrameKind.Result).Span);
    }

    // A closed standard error harms nobody.
    private static void Print(StartupInfo startup, Exception exception)
    {
        try
        {
            Console.Error.WriteLine($"Process {startup.Name}:{Environment.NewLine}{exception}");
        }
        catch (Exception)
        {
            // The parent is told of the exception in any case.
        }
    }

    private static void Apply(StartupInfo startup)
    {
        ProcessIdentity.BecomeChild(startup.Name, startup.Identity, startup.IsDaemon, startup.ParentName, startup.ParentId);
        ProcessTitle.Become(startup.Name);
        foreach (var (name, value) in startup.Environment) ChildEnvironment.Set(name, value);
        if (startup.WorkingDirectory is { } directory) Directory.SetCurrentDirectory(directory);
        if (startup.Culture is { } culture)
        {
            CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo(culture);
        }

        if (startup.UICulture is { } uiCulture)
        {
            CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo(uiCulture);
        }

        if (startup.Application is { } application) BecomeProgram(application);
        (LaunchDefaults.StartMethod, LaunchDefaults.Serializer) = (startup.DefaultStartMethod, startup.DefaultSerializer);
        if (startup.Surrogates is { } surrogates) Surrogates.Adopt(surrogates);
        if (startup.Key is { } key) AuthenticationKey.Default = key;
        if (startup.Niceness is { } niceness) Scheduling.SetNiceness(niceness);
        if (startup.WaitForDebugger) WaitForDebugger(startup);
    }

    /// <summary>
    /// Makes the application the entry assembly, by which configuration, logging and the like find the program. A spare has done this
    /// ahead.
    /// </summary>
    internal static void BecomeProgram(string application)
    {
        if (application == s_application) return;
        s_application = application;
        try
        {
            Assembly.SetEntryAssembly(Assembly.Load(new AssemblyName { Name = application }));
        }
        catch (IOException)
        {
            // The launcher stays the entry assembly.
        }
    }

    private static void WaitForDebugger(StartupInfo startup)
    {
        Console.Error.WriteLine($"Process {startup.Name} waits for a debugger; its id is {Environment.ProcessId}.");
        while (!Debugger.IsAttached) Thread.Sleep(100);
        Debugger.Break();
    }

    // These variables are settings for this process's own runtime, which has read them; they are not for the processes that it starts.
    private static void RemoveStartSettings()
    {
        if (Environment.GetEnvironmentVariable(CollectorSettings.Marker) is not { } names) return;
        foreach (var line in names.Split('\n'))
        {
            var end = line.IndexOf('=', StringComparison.Ordinal);
            if (end < 0) ChildEnvironment.Set(line, null);
            else ChildEnvironment.Set(line[..end], line[(end + 1)..]);
        }

        ChildEnvironment.Set(CollectorSettings.Marker, null);
    }
}
