using System.Diagnostics;
using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>
/// Two processes that wake each other in turn; one turn is there and back. Limit: a bare word of shared memory, watched or slept on.
/// </summary>
internal static class WakeRows
{
    private const int Many = 200_000;
    private const int Few = 2_000;
    private const int WarmUp = 1_000;

    // Words on cache lines of their own.
    private const int Line = 32;

    // Long enough for the other side to give up watching and sleep. It is not counted.
    private static readonly TimeSpan s_untilParked = TimeSpan.FromMicroseconds(100);

    public static IEnumerable<Row> All =>
    [
        new("semaphore-pingpong", "us", SemaphoreAwake) { Python = "semaphore_pingpong", Limit = WordAwake, Rounds = 7, QuickRounds = 2 },
        new("semaphore-pingpong-parked", "us", SemaphoreParked) { Python = "semaphore_pingpong_parked", Limit = WordParked, Rounds = 7, QuickRounds = 2 },
        new("event-wakeup-parked", "us", EventParked) { Python = "event_wakeup_parked", Limit = WordParked, Rounds = 7, QuickRounds = 2 },
    ];

    private static double SemaphoreAwake()
    {
        SharedSemaphore[] ends = [new(0), new(0)];
        return Awake(side => ends[1 - side].Release(), side => ends[side].Wait());
    }

    private static double WordAwake()
    {
        var words = new SharedArray<int>(2 * Line);
        return Awake(side => BareFutex.SignalWatcher(words, (1 - side) * Line), side => BareFutex.Watch(words, side * Line));
    }

    private static double SemaphoreParked()
    {
        SharedSemaphore[] ends = [new(0), new(0)];
        return Parked(side => ends[1 - side].Release(), side => ends[side].Wait());
    }

    private static double EventParked()
    {
        SharedEvent[] ends = [new(), new()];
        return Parked(side => ends[1 - side].Set(), side =>
        {
            ends[side].Wait();
            ends[side].Reset();
        });
    }

    public static double WordParked()
    {
        var words = new SharedArray<int>(2 * Line);
        return Parked(side => BareFutex.Signal(words, (1 - side) * Line), side => BareFutex.Sleep(words, side * Line));
    }

    private static double Awake(Action<int> signal, Action<int> wait) => Pair.Nanoseconds((side, count) =>
    {
        for (; count > 0; count--)
        {
            if (side == 0) signal(side);
            wait(side);
            if (side == 1) signal(side);
        }
    }, WarmUp, Many) / 1000;

    private static double Parked(Action<int> signal, Action<int> wait)
    {
        var nanoseconds = Pair.Nanoseconds((side, count) =>
        {
            for (; count > 0; count--)
            {
                if (side == 1) wait(side);
                LetPark();
                signal(side);
                if (side == 0) wait(side);
            }
        }, WarmUp, Few);
        return (nanoseconds - (2 * s_untilParked.TotalNanoseconds)) / 1000;
    }

    private static void LetPark()
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_untilParked)
        {
        }
    }
}
