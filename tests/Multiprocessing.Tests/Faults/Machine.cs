using System.Globalization;

namespace Multiprocessing.Tests.Faults;

/// <summary>Counts what a killed process must not leave behind.</summary>
internal static class Machine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>How many sockets, pipes and pidfds this process holds; files are left out, since the runtime opens assemblies at any time.</summary>
    internal static int Descriptors => Directory.GetFileSystemEntries("/proc/self/fd")
        .Count(static path => new FileInfo(path).LinkTarget is { } target && !target.StartsWith('/'));

    internal static int SharedMemory => Directory.GetFileSystemEntries("/dev/shm").Length;

    /// <summary>Processes whose parent is this one, zombies too.</summary>
    internal static int[] Children => [.. Directory.EnumerateDirectories("/proc")
        .Select(static path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(static id => id > 0 && Status(id).Parent == Environment.ProcessId)];

    internal static bool Runs(int id) => Status(id).State is not ('Z' or 'X' or ' ');

    internal static async Task WaitUntilGoneAsync(IEnumerable<int> ids)
    {
        using var limit = new CancellationTokenSource(s_patience);
        foreach (var id in ids)
        {
            while (Runs(id)) await Task.Delay(10, limit.Token);
        }
    }

    private static (char State, int Parent) Status(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return (' ', 0);
        }
    }
}
