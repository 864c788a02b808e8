using System.Diagnostics;
using Multiprocessing;

namespace SideBySide;

/// <summary>Two processes, or more, that use the same thing at the same time.</summary>
internal static class Pair
{
    private const int WarmUps = 4;

    // The runtime compiles anew what is called often, in the background.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(120);

    /// <summary>Runs the work on all sides, with a number for each side and a count, first to warm up, then together.</summary>
    /// <returns>Nanoseconds from the first side's beginning to the last side's end, for each of the count.</returns>
    public static double Nanoseconds(Action<int, int> work, int warmUpCount, int count, int sideCount = 2)
    {
        using var ready = new SharedCountdown(sideCount);
        var sides = Enumerable.Range(0, sideCount).Select(side => ChildProcess.RunAsync(() => Side(work, side, warmUpCount, count, ready), Rows.Methods.Spawn)).ToArray();
        var times = Task.WhenAll(sides).GetAwaiter().GetResult();
        return Stopwatch.GetElapsedTime(times.Min(static time => time.Begin), times.Max(static time => time.End)).TotalNanoseconds / count;
    }

    private static (long Begin, long End) Side(Action<int, int> work, int side, int warmUpCount, int count, SharedCountdown ready)
    {
        for (var round = 0; round < WarmUps; round++)
        {
            work(side, warmUpCount);
            Thread.Sleep(s_pause);
        }

        ready.Signal();
        ready.Wait();
        var begin = Stopwatch.GetTimestamp();
        work(side, count);
        return (begin, Stopwatch.GetTimestamp());
    }
}
