namespace Multiprocessing;

/// <summary>
/// The text that the .NET runtime writes to standard error before it aborts its process: the signal is the same for all crashes of managed
/// code, the text tells which one it was.
/// </summary>
internal static class CrashWords
{
    private const string Fatal = "Fatal error.", Overflow = "Stack overflow.", Terminated = "Process terminated.",
        Unhandled = "Unhandled exception. ", OutOfMemory = "Out of memory.";
    private const string AccessViolation = "System.AccessViolationException";

    /// <summary>Whether the report of a crash begins with this line; the cause may be in the next one.</summary>
    internal static bool IsHeading(string line) => Headings.Any(heading => line.StartsWith(heading, StringComparison.Ordinal));

    /// <summary>Describes how a process came to abort.</summary>
    /// <param name="errorOutput">The last output of the process; null where its parent did not read that.</param>
    internal static string Tell(string? errorOutput)
    {
        if (errorOutput is null)
        {
            return "aborted, as .NET does after a memory access violation (segmentation fault), a stack overflow, FailFast or an " +
                "unhandled exception on another thread: which one, it has said on its standard error";
        }

        var lines = errorOutput.Split(Environment.NewLine);
        var last = Array.FindLastIndex(lines, IsHeading);
        return last < 0 ? "aborted without a word of the .NET runtime, as native code does that calls abort"
            : Tell(lines[last], lines.ElementAtOrDefault(last + 1) ?? "");
    }

    private static string[] Headings => [Fatal, Overflow, Terminated, Unhandled, OutOfMemory];

    private static string Tell(string heading, string next)
    {
        if (heading.Contains(AccessViolation, StringComparison.Ordinal)
            || (heading.StartsWith(Fatal, StringComparison.Ordinal) && next.Contains(AccessViolation, StringComparison.Ordinal)))
        {
            return "crashed with a memory access violation (segmentation fault), after which .NET aborts";
        }

        if (heading.StartsWith(Overflow, StringComparison.Ordinal)) return "crashed with a stack overflow, after which .NET aborts";
        if (heading.StartsWith(OutOfMemory, StringComparison.Ordinal)) return "crashed since memory ran out, after which .NET aborts";
        if (heading.StartsWith(Unhandled, StringComparison.Ordinal))
        {
            return $"crashed with an unhandled exception on another thread, {heading[Unhandled.Length..]}, after which .NET aborts";
        }

        return heading.StartsWith(Terminated, StringComparison.Ordinal) ? $"was ended by FailFast or a failed assertion: {next}"
            : $"crashed with a fatal error of the .NET runtime, {heading[Fatal.Length..].Trim()}{next}";
    }
}
