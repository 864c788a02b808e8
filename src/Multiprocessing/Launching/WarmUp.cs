using System.Reflection;
using System.Runtime.CompilerServices;
using Multiprocessing.Common;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>
/// The work of a spare while it waits: it loads the application's assembly, compiles the functions that were started before, and runs the
/// whole call path once.
/// </summary>
internal static class WarmUp
{
    /// <summary>Runs once in each spare to warm up layers above this one; null for nothing.</summary>
    internal static Action? Rehearsal { get; set; }

    /// <summary>The program's own work for each spare to do ahead; null for nothing.</summary>
    internal static Action? Preload { get; set; }

    internal static ReadOnlyMemory<byte> Write(string? application, IReadOnlyCollection<MethodInfo> functions)
    {
        var writer = Frame.Begin();
        new StartupInfo { Name = "", Identity = "", ParentName = "", ParentId = 0 }.Write(writer);
        new Call(static () => { }, [], null).Write(writer, null);
        new Call(static (object value) => value, [""], typeof(string)).Write(writer, null);
        writer.WriteText(application);
        var preload = Preload;
        writer.WriteBoolean(preload is not null);
        if (preload is not null) new Call(preload, [], null).Write(writer, null);
        writer.WriteCount(functions.Count);
        foreach (var function in functions) writer.WriteMethod(function);
        return Frame.End(writer, FrameKind.WarmUp);
    }

    // What cannot be prepared ahead is met again, and reported, by the startup that needs it.
    internal static void Run(byte[] payload)
    {
        try
        {
            var reader = new ObjectReader(payload, new ChildLiveObjects());
            StartupInfo.Read(reader);
            Call.Read(reader).Invoke();
            new ObjectWriter(new ChildLiveObjects()).WriteGraph(Call.Read(reader).Invoke(), typeof(string), "");
            RuntimeHelpers.RunClassConstructor(typeof(ProcessIdentity).TypeHandle);
            if (reader.ReadText() is { } application) ChildProgram.BecomeProgram(application);
            ProcessTitle.PrepareReplacement();
            if (reader.ReadBoolean()) RunPreload(Call.Read(reader));
            for (var count = reader.ReadCount(); count > 0; count--) Prepare(reader.ReadMethod());
            if (Rehearsal is { } rehearsal) Rehearse(rehearsal);
        }
        catch (Exception)
        {
            // The spare starts all the same; what failed here is reported when a function needs it.
        }

        // The finalizer thread sets itself up when it first runs, which would otherwise add to this process's end.
        GC.WaitForPendingFinalizers();
        ChildProgram.Send(FrameKind.Ready);
    }

    // A spare is of use without it, and no caller waits here that could be told otherwise.
    private static void RunPreload(Call preload)
    {
        try
        {
            preload.Invoke();
        }
        catch (Exception failure)
        {
            Console.Error.WriteLine($"WarmSpares.Preload failed in the spare {Environment.ProcessId}: {failure}");
        }
    }

    private static void Rehearse(Action rehearsal)
    {
        rehearsal();
        // A spare may wait for long; the shared memory that it has used is released now.
        GC.Collect();
    }

    private static void Prepare(MethodBase method)
    {
        if (method.DeclaringType is { IsGenericType: true } type)
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle,
                [.. type.GetGenericArguments().Select(static argument => argument.TypeHandle)]);
        }
        else if (!method.IsGenericMethod) RuntimeHelpers.PrepareMethod(method.MethodHandle);
    }
}
