using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>A counter that two processes increment, and an array that one process sums.</summary>
internal static class MemoryRows
{
    private const int Some = 1_000_000;
    private const int WarmUp = 20_000;
    private const int ArrayLength = 4_000_000;

    public static IEnumerable<Row> All =>
    [
        new("counter-locked", "ns", Locked) { Python = "counter_locked", Rounds = 7, QuickRounds = 2 },
        new("counter-atomic", "ns", Atomic) { Rounds = 7, QuickRounds = 2 },
        new("array-sum", "us", SharedSum) { Python = "array_sum", Limit = PrivateSum },
    ];

    // Both sides together count twice as often as each.
    private static double Locked()
    {
        using var counter = new SharedValue<int>();
        using var theLock = new SharedLock();
        return Pair.Nanoseconds((_, count) =>
        {
            for (; count > 0; count--)
            {
                using (theLock.Enter()) counter.Value++;
            }
        }, WarmUp, Some) / 2;
    }

    private static double Atomic()
    {
        using var counter = new SharedValue<int>();
        return Pair.Nanoseconds((_, count) =>
        {
            for (; count > 0; count--) counter.Increment();
        }, WarmUp, Some) / 2;
    }

    private static double SharedSum()
    {
        using var array = new SharedArray<double>(ArrayLength);
        array.Span.Fill(1.5);
        return Timing.Nanoseconds(1, _ => Check(Sum(array.Span))) / 1000;
    }

    private static double PrivateSum()
    {
        var array = new double[ArrayLength];
        array.AsSpan().Fill(1.5);
        return Timing.Nanoseconds(1, _ => Check(Sum(array))) / 1000;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }

    private static void Check(double sum)
    {
        if (sum != 1.5 * ArrayLength) throw new InvalidOperationException($"The sum was {sum}.");
    }
}
