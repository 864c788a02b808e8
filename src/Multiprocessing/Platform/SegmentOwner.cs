namespace Multiprocessing.Platform;

/// <summary>
/// The first process of a tree, which all others die with. So it answers for the named segments that are to go with the tree. Its id and
/// when it started are its own as long as the system runs; in another namespace of processes, or of times, they say nothing.
/// </summary>
/// <param name="Process">Its id.</param>
/// <param name="Start">When it started, in the system's ticks.</param>
/// <param name="ProcessSpace">The number of the namespace that it has its id in.</param>
/// <param name="TimeSpace">The number of the namespace by which its start is counted; 0 where the system has none.</param>
internal readonly partial record struct SegmentOwner(int Process, long Start, long ProcessSpace, long TimeSpace)
{
    /// <summary>Asks the system; null where it does not say enough.</summary>
    internal static partial SegmentOwner? Of(int process);

    /// <summary>Whether it is known to have ended, and not just not to be seen from here.</summary>
    internal partial bool HasEnded();
}
