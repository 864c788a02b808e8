namespace Multiprocessing.Platform;

/// <summary>
/// Finds named segments that were to go with a tree of processes, all of which was killed, by their <see cref="SegmentMark"/>, and removes
/// them. Only this user's own, and none that a process which uses this library has open still.
/// </summary>
internal static partial class StaleSegments
{
    /// <summary>Looks for them.</summary>
    /// <param name="patience">After how long it gives up; what is left then is somebody else's to find.</param>
    internal static partial void Remove(TimeSpan patience);
}
