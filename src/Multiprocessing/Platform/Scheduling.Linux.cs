using System.Globalization;

namespace Multiprocessing.Platform;

/// <content>Niceness.</content>
internal static partial class Scheduling
{
    internal static partial void SetNiceness(int niceness)
    {
        const int OfThread = 0;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (Libc.SetPriority(OfThread, int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), niceness) != 0)
            {
                throw new UnauthorizedAccessException($"The priority could not be set to niceness {niceness}: " +
                    $"{SystemError.Last}.");
            }
        }
    }
}
