using System.Globalization;
using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <content>posix_spawn.</content>
internal static unsafe partial class Spawner
{
    // posix_spawn_file_actions_t takes 80 bytes in glibc and in musl; the rest is reserve.
    private const int ActionsSize = 512;
    private const int MaxProcessors = 1024;

    private static readonly bool s_hasCloseFrom = Libc.Has(Libc.CloseFrom);

    internal static partial SpawnedProcess Spawn(SpawnRequest request)
    {
        var pid = SpawnProcess(request);
        var process = ProcessHandle.TryOpen(pid);
        if (process.IsOpen) return new SpawnedProcess(pid, process);
        var failure = Descriptors.Failure("a process descriptor");
        ProcessHandle.KillAndReap(pid);
        throw failure;
    }

    private static int SpawnProcess(SpawnRequest request)
    {
        byte* actions = stackalloc byte[ActionsSize];
        byte** arguments = null;
        byte** environment = null;
        _ = Libc.SpawnActionsInit(actions);
        try
        {
            AddStandardStream(actions, request.Input, 0);
            AddStandardStream(actions, request.Output, 1);
            AddStandardStream(actions, request.Error, 2);
            _ = Libc.SpawnActionsAddDup2(actions, request.Control.Descriptor, InheritedHandles.Control);
            _ = Libc.SpawnActionsAddDup2(actions, request.Lifeline.Descriptor, InheritedHandles.Lifeline);
            _ = Libc.SpawnActionsAddDup2(actions, request.TreeMemory.Descriptor, InheritedHandles.Arena);
            if (s_hasCloseFrom) _ = Libc.SpawnActionsAddCloseFrom(actions, InheritedHandles.Arena + 1);
            else AddCloseEach(actions);
            if (request.WorkingDirectory is { } directory) _ = Libc.SpawnActionsAddChangeDirectory(actions, directory);
            arguments = StringBlock(request.Arguments.Prepend(request.Title));
            environment = StringBlock(request.Environment.Select(static pair => $"{pair.Key}={pair.Value}"));
            var (error, pid) = request.Processors is null
                ? Start(request, actions, arguments, environment)
                : StartOn(request.Processors, request, actions, arguments, environment);
            return error == 0 ? pid : throw Failure(request, error);
        }
        finally
        {
            _ = Libc.SpawnActionsDestroy(actions);
            Free(arguments);
            Free(environment);
        }
    }

    // musl cannot close a range, so each descriptor that a child would inherit is closed by its number. A descriptor that native code opens
    // as inheritable between this look and the start is inherited.
    private static void AddCloseEach(byte* actions)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            var descriptor = int.Parse(Path.GetFileName(entry), CultureInfo.InvariantCulture);
            if (descriptor > InheritedHandles.Arena && Descriptors.IsInheritable(descriptor))
            {
                _ = Libc.SpawnActionsAddClose(actions, descriptor);
            }
        }
    }

    private static (int Error, int Pid) Start(SpawnRequest request, byte* actions, byte** arguments, byte** environment)
    {
        var error = Libc.PosixSpawn(out var pid, request.Executable, actions, null, arguments, environment);
        return (error, pid);
    }

    // A child inherits the affinity of the thread that starts it, so all its threads have it from the first instruction on.
    private static (int Error, int Pid) StartOn(IReadOnlyList<int> processors, SpawnRequest request, byte* actions, byte** arguments,
        byte** environment)
    {
        byte* before = stackalloc byte[MaxProcessors / 8];
        byte* wanted = stackalloc byte[MaxProcessors / 8];
        new Span<byte>(wanted, MaxProcessors / 8).Clear();
        foreach (var processor in processors) wanted[processor / 8] |= (byte)(1 << (processor % 8));
        if (Libc.GetAffinity(0, MaxProcessors / 8, before) < 0 || Libc.SetAffinity(0, MaxProcessors / 8, wanted) != 0)
        {
            throw new SystemCallException($"The child cannot run on the processors {string.Join(", ", processors)}: " +
                $"{SystemError.Last}.");
        }

        try { return Start(request, actions, arguments, environment); }
        finally { _ = Libc.SetAffinity(0, MaxProcessors / 8, before); }
    }

    private static void AddStandardStream(byte* actions, OsHandle stream, int target)
    {
        var source = stream.Descriptor;
        if (source < 0 || (source <= 2 && !Descriptors.IsInheritable(source)))
        {
            _ = Libc.SpawnActionsAddOpen(actions, target, "/dev/null", Libc.O_RDWR, 0);
        }
        else if (source != target) _ = Libc.SpawnActionsAddDup2(actions, source, target);
    }

    private static SystemCallException Failure(SpawnRequest request, int error) => new(error switch
    {
        Libc.ENOENT when request.WorkingDirectory is { } directory && !Directory.Exists(directory) =>
            $"The child's working directory '{directory}' does not exist.",
        Libc.ENOENT => $"The .NET host '{request.Executable}' that runs child processes does not exist.",
        Libc.EAGAIN => "The system's limit on processes is reached (RLIMIT_NPROC or a control group's): no child process can start " +
            "until another ends.",
        Libc.ENOMEM => "There is not enough memory to start a child process.",
        _ => $"Could not start a child process with '{request.Executable}': {SystemError.Describe(error)}.",
    });

    private static byte** StringBlock(IEnumerable<string> strings)
    {
        var list = strings.ToArray();
        var block = (byte**)NativeMemory.AllocZeroed((nuint)(list.Length + 1), (nuint)sizeof(byte*));
        for (var index = 0; index < list.Length; index++) block[index] = (byte*)Marshal.StringToCoTaskMemUTF8(list[index]);
        return block;
    }

    private static void Free(byte** block)
    {
        if (block is null) return;
        for (var entry = block; *entry != null; entry++) Marshal.FreeCoTaskMem((nint)(*entry));
        NativeMemory.Free(block);
    }
}
