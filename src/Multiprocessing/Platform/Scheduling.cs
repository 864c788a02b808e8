namespace Multiprocessing.Platform;

/// <summary>The scheduling of this process.</summary>
internal static partial class Scheduling
{
    /// <summary>
    /// Sets how readily all threads give way: -20 (never) to 19 (always). On Linux it is a thread's, inherited by those it starts.
    /// </summary>
    internal static partial void SetNiceness(int niceness);
}
