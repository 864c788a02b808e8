using System.Globalization;

namespace Multiprocessing.Platform;

/// <summary>
/// The first process of a tree, which all others die with. So it answers for the named segments that are to go with the tree. Its id and
/// when it started are its own as long as the system runs; in another namespace of processes, or of times, they say nothing.
/// </summary>
/// <param name="Process">Its id.</param>
/// <param name="Start">When it started, in the system's ticks.</param>
/// <param name="ProcessSpace">The number of the namespace that it has its id in.</param>
/// <param name="TimeSpace">The number of the namespace by which its start is counted; 0 where the system has none.</param>
internal readonly record struct SegmentOwner(int Process, long Start, long ProcessSpace, long TimeSpace)
{
    private const string ProcessSpacePath = "/proc/self/ns/pid";
    private const string TimeSpacePath = "/proc/self/ns/time";

    /// <summary>Asks the system; null where it does not say enough.</summary>
    internal static SegmentOwner? Of(int process) =>
        ProcessFigures.StartTime(process) is { } start && NumberOf(ProcessSpacePath) is { } space
            ? new SegmentOwner(process, start, space, NumberOf(TimeSpacePath) ?? 0) : null;

    /// <summary>Whether it is known to have ended, and not just not to be seen from here.</summary>
    internal bool HasEnded()
    {
        if (NumberOf(ProcessSpacePath) != ProcessSpace || (NumberOf(TimeSpacePath) ?? 0) != TimeSpace) return false;
        if (Libc.Kill(Process, 0) != 0 && Libc.LastError == Libc.ESRCH) return true;
        // Where the system tells nothing of a process that is there, it may be this one.
        return ProcessFigures.StartTime(Process) is not null && !ProcessFigures.Runs(Process, Start);
    }

    // As in pid:[4026531836].
    private static long? NumberOf(string path)
    {
        try
        {
            var text = new FileInfo(path).LinkTarget ?? "";
            return long.TryParse(text.AsSpan(text.IndexOf('[', StringComparison.Ordinal) + 1).TrimEnd(']'), NumberStyles.None,
                CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
