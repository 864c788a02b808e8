using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>Items through a queue, for each item; the numbers are of producers and consumers. Limit: a bare ring.</summary>
internal static class QueueRows
{
    // Fresh memory costs more than all else, so whoever sends much of it bounds the queue.
    private const int MiB = 1 << 20;

    private static readonly (int Producers, int Consumers)[] s_sides = [(1, 1), (4, 1), (1, 4), (4, 4)];

    public static IEnumerable<Row> All =>
    [
        .. s_sides.Select(static sides => Of("queue", "ns", sides, 1, 200_000) with { Limit = sides == (1, 1) ? () => BareRing.OneWay(sizeof(int), 1_000_000) : null }),
        .. s_sides.Select(static sides => Of("queue-records", "ns", sides, new Order(1, "somebody", 2.5), 100_000)),
        .. s_sides.Select(static sides => Of("queue-1MiB", "us", sides, new byte[MiB], 200, capacity: 8)),
    ];

    private sealed record Order(int Number, string Customer, double Price);

    private static Row Of<T>(string name, string unit, (int Producers, int Consumers) sides, T item, int count, int capacity = 0)
    {
        var full = $"{name}-{sides.Producers}-{sides.Consumers}";
        var unitLength = unit == "us" ? 1000 : 1;
        // One on each side takes as long as many do.
        return new Row(full, unit, () => Use(sides.Producers, sides.Consumers, item, sides == (1, 1) ? 4 * count : count, capacity) / unitLength)
        {
            Python = full.Replace('-', '_').ToLowerInvariant(),
            Rounds = 7,
            QuickRounds = 2,
        };
    }

    // Each of the larger side has so many items, the other side shares them out.
    private static double Use<T>(int producers, int consumers, T item, int count, int capacity)
    {
        using var queue = capacity == 0 ? new SharedQueue<T>() : new SharedQueue<T>(capacity);
        var most = Math.Max(producers, consumers);
        return Pair.Nanoseconds((side, each) =>
        {
            var total = each * most;
            if (side < producers)
            {
                for (var left = total / producers; left > 0; left--) queue.Enqueue(item);
            }
            else
            {
                for (var left = total / consumers; left > 0; left--) queue.Dequeue();
            }
        }, Math.Min(count / 4, 20_000) / 4 * 4, count, producers + consumers) / most;
    }
}
