namespace Multiprocessing.Platform;

/// <content>A socket and two pipes.</content>
internal static partial class RuntimeFiles
{
    internal static partial void Remove(int pid, string folder)
    {
        if (ProcessFigures.StartTime(pid) is { } start) Remove(new RuntimeFileKey(pid, start), folder);
    }

    internal static partial void RemoveOwn() => Remove(Environment.ProcessId, Folder(Environment.GetEnvironmentVariable("TMPDIR")));

    internal static partial string Folder(IReadOnlyDictionary<string, string> environment) =>
        Folder(environment.GetValueOrDefault("TMPDIR"));

    /// <summary>Removes the files; the socket last, since it leads to the others.</summary>
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
                // The file stays, as after any other killed .NET process.
            }
        }
    }

    private static string Folder(string? variable) => string.IsNullOrEmpty(variable) ? "/tmp" : variable;
}
