namespace Multiprocessing.Platform;

/// <summary>
/// Finds, by their <see cref="SegmentMark"/>, named segments that were to go with a tree of processes that was killed as a whole, and
/// removes them. A segment is removed only if it belongs to this user, and no process that uses this library has it open.
/// </summary>
internal static partial class StaleSegments
{
    /// <summary>Looks for such segments.</summary>
    /// <param name="patience">The time after which the search gives up; a later search finds the rest.</param>
    internal static partial void Remove(TimeSpan patience);
}
