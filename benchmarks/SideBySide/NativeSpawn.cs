using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SideBySide;

internal static unsafe partial class NativeSpawn
{
    private const int CloseOnExec = 0x80000;

    public static int Start(string path, string[] arguments, int input, int output)
    {
        // posix_spawn_file_actions_t is opaque; 80 bytes in glibc and in musl.
        var actions = stackalloc byte[256];
        Check(posix_spawn_file_actions_init(actions));
        if (input != 0) Check(posix_spawn_file_actions_adddup2(actions, input, 0));
        if (output != 1) Check(posix_spawn_file_actions_adddup2(actions, output, 1));
        var list = Strings([path, .. arguments]);
        var environment = Strings([.. Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(static entry => $"{entry.Key}={entry.Value}")]);
        var error = posix_spawn(out var id, path, actions, null, list, environment);
        Check(posix_spawn_file_actions_destroy(actions));
        Free(list);
        Free(environment);
        Check(error);
        return id;
    }

    public static void Wait(int id)
    {
        int status;
        while (waitpid(id, out status, 0) < 0)
        {
            const int Interrupted = 4;
            if (Marshal.GetLastPInvokeError() != Interrupted) throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        if (status != 0) throw new InvalidOperationException($"The empty program ended with status {status}.");
    }

    public static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        var ends = stackalloc int[2];
        if (pipe2(ends, CloseOnExec) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    private static void Check(int error)
    {
        if (error != 0) throw new Win32Exception(error);
    }

    private static byte** Strings(string[] values)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)values.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < values.Length; i++) list[i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i]);
        return list;
    }

    private static void Free(byte** list)
    {
        for (var item = list; *item != null; item++) Marshal.FreeCoTaskMem((nint)(*item));
        NativeMemory.Free(list);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int id, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int id, out int status, int options);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);
}
