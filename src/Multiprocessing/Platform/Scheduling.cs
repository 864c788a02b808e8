using System.Globalization;

namespace Multiprocessing.Platform;

/// <summary>The scheduling of this process.</summary>
internal static class Scheduling
{
    /// <summary>
    /// Sets how readily all threads give way: -20 (never) to 19 (always). On Linux it is a thread's, inherited by those it starts.
    /// </summary>
    internal static void SetNiceness(int niceness)
    {
        const int OfThread = 0;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (Libc.SetPriority(OfThread, int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), niceness) != 0)
            {
                throw new UnauthorizedAccessException($"The priority could not be set to niceness {niceness}: " +
                    $"{Libc.Describe(Libc.LastError)}.");
            }
        }
    }
}
