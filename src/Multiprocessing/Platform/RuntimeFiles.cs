using System.Globalization;

namespace Multiprocessing.Platform;

/// <summary>
/// The sockets and pipes that a .NET runtime keeps in the temporary folder for debuggers and diagnostic tools. It removes them when it ends
/// by itself; when it is killed they would stay, so its parent removes them.
/// </summary>
internal static class RuntimeFiles
{
    // /proc/ID/stat, counted from the field after the command's name.
    private const int StartTimeField = 19;

    /// <summary>Removes what a process has left; to be called when it has ended and before its status is collected, while its id is still its own.</summary>
    internal static void Remove(int pid, string folder)
    {
        if (StartTime(pid) is not { } start) return;
        foreach (var name in (string[])[$"dotnet-diagnostic-{pid}-{start}-socket", $"clr-debug-pipe-{pid}-{start}-in", $"clr-debug-pipe-{pid}-{start}-out"])
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

    /// <summary>Where a process with this environment keeps them.</summary>
    internal static string Folder(IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue("TMPDIR", out var folder) && folder.Length > 0 ? folder : "/tmp";

    private static string? StartTime(int pid)
    {
        try
        {
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields.Length > StartTimeField ? fields[StartTimeField] : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
