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

    public static double Since(long start) => Between(start, Stopwatch.GetTimestamp());

    public static double Between(long start, long end) => Stopwatch.GetElapsedTime(start, end).TotalMilliseconds;
}
