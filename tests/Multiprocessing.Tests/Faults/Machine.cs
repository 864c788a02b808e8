using System.Globalization;

namespace Multiprocessing.Tests.Faults;

/// <summary>Counts what a killed process must not leave behind.</summary>
internal static class Machine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How many sockets, pipes and pidfds this process holds; files are left out, since the runtime opens assemblies at any time.
    /// </summary>
    internal static int Descriptors => Directory.GetFileSystemEntries("/proc/self/fd")
        .Count(static path => new FileInfo(path).LinkTarget is { } target && !target.StartsWith('/'));

    internal static int SharedMemory => Segments.Length;

    /// <summary>The named segments of shared memory, of all programs.</summary>
    internal static string[] Segments => Directory.GetFileSystemEntries("/dev/shm");

    /// <summary>Processes whose parent is this one, zombies too.</summary>
    internal static int[] Children => [.. Processes.Where(static id => Status(id).Parent == Environment.ProcessId)];

    private static IEnumerable<int> Processes => Directory.EnumerateDirectories("/proc")
        .Select(static path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(static id => id > 0);

    internal static bool Runs(int id) => Status(id).State is not ('Z' or 'X' or ' ');

    /// <summary>Running processes that were started with this text in their environment, which descendants inherit.</summary>
    internal static int[] Marked(string mark) =>
        [.. Processes.Where(id => Runs(id) && ReadOrEmpty($"/proc/{id}/environ").Contains(mark, StringComparison.Ordinal))];

    /// <summary>
    /// Waits until named segments are gone. Those of other programs on the machine go soon, or their owners live; what is left behind stays.
    /// </summary>
    internal static async Task WaitUntilRemovedAsync(IEnumerable<string> segments)
    {
        using var limit = new CancellationTokenSource(s_patience);
        foreach (var path in segments.ToArray())
        {
            while (File.Exists(path) && !IsOfLiving(path))
            {
                if (limit.IsCancellationRequested) throw new TimeoutException($"{path} is left behind.");
                await Task.Delay(10, CancellationToken.None);
            }
        }
    }

    // The segment, or the mark beside it, whose name tells the owner's id.
    private static bool IsOfLiving(string path) => Segments.Any(other =>
        Path.GetFileName(other).Split('.') is ["multiprocessing-segment-of", var owner, ..] && Runs(int.Parse(owner, CultureInfo.InvariantCulture))
        && (other == path || new FileInfo(other).LinkTarget == Path.GetFileName(path)));

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
        var text = ReadOrEmpty($"/proc/{id}/stat");
        if (text.Length == 0) return (' ', 0);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (fields[0][0], int.Parse(fields[1], CultureInfo.InvariantCulture));
    }

    // A process may end while it is looked at; another user's may not be looked into.
    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
