using System.Globalization;

namespace Multiprocessing.Platform;

/// <summary>
/// The socket and the two pipes that a .NET runtime keeps in the temporary folder for debuggers and diagnostic tools. It removes them when
/// it ends by itself; when it is killed, or leaves by <c>_exit</c>, they would stay, so its parent removes them. Where that was killed too,
/// <see cref="StaleRuntimeFiles"/> finds them.
/// </summary>
internal static class RuntimeFiles
{
    /// <summary>
    /// Removes what a process has left; to be called when it has ended and before its status is collected, while its id is still its own.
    /// </summary>
    internal static void Remove(int pid, string folder)
    {
        if (ProcessFigures.StartTime(pid) is { } start) Remove(new RuntimeFileKey(pid, start), folder);
    }

    /// <summary>Removes those of this process, which is about to leave by <c>_exit</c>.</summary>
    internal static void RemoveOwn() => Remove(Environment.ProcessId, Folder(Environment.GetEnvironmentVariable("TMPDIR")));

    /// <summary>Where a process with this environment keeps them.</summary>
    internal static string Folder(IReadOnlyDictionary<string, string> environment) => Folder(environment.GetValueOrDefault("TMPDIR"));

    /// <summary>Removes files; the socket last, since it tells of the others.</summary>
    internal static void Remove(RuntimeFileKey key, string folder)
    {
        foreach (var name in (string[])[key.InPipe, key.OutPipe, key.Socket])
        {
            try
            {
                File.Delete(Path.Combine(folder, name));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Then it stays, as after any other killed .NET process.
            }
        }
    }

    private static string Folder(string? variable) => string.IsNullOrEmpty(variable) ? "/tmp" : variable;
}
