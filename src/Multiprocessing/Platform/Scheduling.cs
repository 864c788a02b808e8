namespace Multiprocessing.Platform;

/// <summary>The scheduling of this process.</summary>
internal static partial class Scheduling
{
    /// <summary>
    /// Sets how readily all threads give way: -20 (never) to 19 (always). On Linux each thread has a niceness, which the threads that it
    /// starts inherit.
    /// </summary>
    internal static partial void SetNiceness(int niceness);
}
