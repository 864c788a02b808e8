using System.Diagnostics;
using System.IO.Enumeration;

namespace Multiprocessing.Platform;

/// <content>Sockets and pipes.</content>
internal static partial class StaleRuntimeFiles
{
    // The first namespace of processes, in which all are seen. In another one, a folder may be shared with processes that are not seen.
    private const string FirstNamespace = "pid:[4026531836]";

    // Values of the system's statx: ask for a link itself, not for its target; the fields that are wanted; kinds of files.
    private const int LinkItself = 0x100;
    private const uint TypeAndOwner = 0x1 | 0x8;
    private const int TypeMask = 0xF000;
    private const int IsSocket = 0xC000;
    private const int IsPipe = 0x1000;

    private static readonly EnumerationOptions s_options =
        new() { AttributesToSkip = 0, IgnoreInaccessible = true, RecurseSubdirectories = false };

    internal static partial void Remove(string folder, TimeSpan patience)
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            // Where nothing is known of any process, all would seem dead.
            if (ProcessFigures.StartTime(Environment.ProcessId) is null) return;
            foreach (var key in Find(folder))
            {
                if (IsStale(key, folder)) RuntimeFiles.Remove(key, folder);
                if (Stopwatch.GetElapsedTime(began) > patience) return;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The files stay, and another process may remove them.
        }
    }

    private static FileSystemEnumerable<RuntimeFileKey> Find(string folder) =>
        new(folder, static (ref FileSystemEntry entry) => RuntimeFileKey.TryParse(entry.FileName, out var key) ? key : default, s_options)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => RuntimeFileKey.TryParse(entry.FileName, out _),
        };

    private static bool IsStale(RuntimeFileKey key, string folder)
    {
        if (ProcessFigures.Runs(key.Process, key.Start)) return false;
        if (!IsOwnOrMissing(key.Socket, folder, IsSocket, out var hasSocket)) return false;
        if (!IsOwnOrMissing(key.InPipe, folder, IsPipe, out _) || !IsOwnOrMissing(key.OutPipe, folder, IsPipe, out _)) return false;
        return hasSocket ? LocalSocket.IsForsaken(Path.GetFullPath(Path.Combine(folder, key.Socket))) : SeesAllProcesses;
    }

    private static bool IsOwnOrMissing(string name, string folder, int type, out bool exists)
    {
        exists = Libc.Status(-1, Path.GetFullPath(Path.Combine(folder, name)), LinkItself, TypeAndOwner, out var status) == 0;
        return !exists || ((status.Mode & TypeMask) == type && status.User == Libc.EffectiveUser());
    }

    private static bool SeesAllProcesses
    {
        get
        {
            try
            {
                return new FileInfo("/proc/self/ns/pid").LinkTarget == FirstNamespace;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }
}
