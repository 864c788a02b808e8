namespace Multiprocessing.Platform;

/// <summary>What the system says of a process of ours.</summary>
internal static partial class ProcessFigures
{
    /// <summary>How much memory a process has that it shares with nobody, in bytes; 0 if it has ended.</summary>
    internal static partial long PrivateBytes(int id);

    /// <summary>How long its threads have run on processors.</summary>
    internal static partial TimeSpan ProcessorTime(int id);

    /// <summary>When a process started, in clock ticks since the system did; null if there is none, or nothing is known of it.</summary>
    internal static partial long? StartTime(int id);

    /// <summary>
    /// Whether a process that started then still runs; one that has ended, and only waits for its parent to look, does not.
    /// </summary>
    internal static partial bool Runs(int id, long start);

    /// <summary>Whether a process is stopped, by a signal or by a debugger.</summary>
    internal static partial bool IsStopped(int id);
}
