namespace Multiprocessing.Platform;

/// <summary>
/// The first process of a tree, with which all others die. It answers for the named segments that are to go with the tree. Its id and the
/// time of its start identify it as long as the system runs; in another namespace of processes, or of times, they say nothing.
/// </summary>
/// <param name="Process">The process's id.</param>
/// <param name="Start">When the process started, in the system's ticks.</param>
/// <param name="ProcessSpace">The number of the namespace in which it has this id.</param>
/// <param name="TimeSpace">The number of the namespace by which its start is counted; 0 where the system has none.</param>
internal readonly partial record struct SegmentOwner(int Process, long Start, long ProcessSpace, long TimeSpace)
{
    /// <summary>Asks the system about a process; null where the answer does not suffice.</summary>
    internal static partial SegmentOwner? Of(int process);

    /// <summary>Whether the process is known to have ended, and is not just invisible from here.</summary>
    internal partial bool HasEnded();
}
