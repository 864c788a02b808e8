using System.Globalization;

namespace Multiprocessing.Platform;

/// <summary>The parts of the names of a runtime's files.</summary>
/// <param name="Process">The id of the runtime's process.</param>
/// <param name="Start">When the process started, in the system's ticks, which tells it from other processes with that id.</param>
internal readonly record struct RuntimeFileKey(int Process, long Start)
{
    private const string SocketPrefix = "dotnet-diagnostic-";
    private const string PipePrefix = "clr-debug-pipe-";

    internal string Socket => string.Create(CultureInfo.InvariantCulture, $"{SocketPrefix}{Process}-{Start}-socket");

    internal string InPipe => string.Create(CultureInfo.InvariantCulture, $"{PipePrefix}{Process}-{Start}-in");

    internal string OutPipe => string.Create(CultureInfo.InvariantCulture, $"{PipePrefix}{Process}-{Start}-out");

    /// <summary>Whether a file's name is exactly one of the three names; the key is then that of its process.</summary>
    internal static bool TryParse(ReadOnlySpan<char> name, out RuntimeFileKey key)
    {
        key = default;
        var prefix = name.StartsWith(SocketPrefix, StringComparison.Ordinal) ? SocketPrefix : PipePrefix;
        if (!name.StartsWith(prefix, StringComparison.Ordinal)) return false;
        var rest = name[prefix.Length..];
        var first = rest.IndexOf('-');
        var last = rest.LastIndexOf('-');
        if (first < 0 || first == last) return false;
        if (!int.TryParse(rest[..first], NumberStyles.None, CultureInfo.InvariantCulture, out var process) || process == 0) return false;
        if (!long.TryParse(rest[(first + 1)..last], NumberStyles.None, CultureInfo.InvariantCulture, out var start)) return false;
        key = new RuntimeFileKey(process, start);
        // A comparison of the whole name lets neither a leading zero nor another ending pass.
        return name.SequenceEqual(key.Socket) || name.SequenceEqual(key.InPipe) || name.SequenceEqual(key.OutPipe);
    }
}
