using System.Globalization;

namespace Multiprocessing.Platform;

/// <content>Namespaces, and times of start, in /proc.</content>
internal readonly partial record struct SegmentOwner
{
    private const string ProcessSpacePath = "/proc/self/ns/pid";
    private const string TimeSpacePath = "/proc/self/ns/time";

    internal static partial SegmentOwner? Of(int process) =>
        ProcessFigures.StartTime(process) is { } start && NumberOf(ProcessSpacePath) is { } space
            ? new SegmentOwner(process, start, space, NumberOf(TimeSpacePath) ?? 0) : null;

    internal partial bool HasEnded()
    {
        if (NumberOf(ProcessSpacePath) != ProcessSpace || (NumberOf(TimeSpacePath) ?? 0) != TimeSpace) return false;
        if (Libc.Kill(Process, 0) != 0 && Libc.LastError == Libc.ESRCH) return true;
        // Where the system tells nothing of a process that exists, it may be this one.
        return ProcessFigures.StartTime(Process) is not null && !ProcessFigures.Runs(Process, Start);
    }

    // The link's target looks like pid:[4026531836].
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
