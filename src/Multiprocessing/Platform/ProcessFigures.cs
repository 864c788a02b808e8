namespace Multiprocessing.Platform;

/// <summary>Figures that the system gives of a process.</summary>
internal static partial class ProcessFigures
{
    /// <summary>Returns how much memory a process has that it shares with no other, in bytes; 0 if the process has ended.</summary>
    internal static partial long PrivateBytes(int id);

    /// <summary>Returns how long the process's threads have run on processors.</summary>
    internal static partial TimeSpan ProcessorTime(int id);

    /// <summary>
    /// Returns when a process started, in clock ticks since the system did; null if there is no such process, or nothing is known of it.
    /// </summary>
    internal static partial long? StartTime(int id);

    /// <summary>
    /// Whether the process that started then still runs. False for a process that has ended and only waits for its parent to collect its
    /// status.
    /// </summary>
    internal static partial bool Runs(int id, long start);

    /// <summary>Whether a process is stopped, by a signal or by a debugger.</summary>
    internal static partial bool IsStopped(int id);
}
