using System.Diagnostics;

namespace SideBySide;

internal static class Timing
{
    public static double Milliseconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Since(start);
    }

    /// <summary>The time that an action takes which does something so many times, for each of them.</summary>
    public static double Nanoseconds(int count, Action<int> action)
    {
        var start = Stopwatch.GetTimestamp();
        action(count);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    public static double Since(long start) => Between(start, Stopwatch.GetTimestamp());

    public static double Between(long start, long end) => Stopwatch.GetElapsedTime(start, end).TotalMilliseconds;
}
