using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>Items through a queue, for each item; the numbers are of producers and consumers. Limit: a bare ring, one copy within a process.</summary>
internal static class QueueRows
{
    private const int MiB = 1 << 20;

    public static IEnumerable<Row> All =>
    [
        new("queue-1-1", "ns", () => Use(1, 1, 1, 1_000_000)) { Python = "queue_1_1", Limit = () => BareRing.OneWay(sizeof(int), 1_000_000), Rounds = 7, QuickRounds = 2 },
        new("queue-4-1", "ns", () => Use(4, 1, 1, 200_000)) { Python = "queue_4_1", Rounds = 7, QuickRounds = 2 },
        new("queue-1-4", "ns", () => Use(1, 4, 1, 200_000)) { Python = "queue_1_4", Rounds = 7, QuickRounds = 2 },
        new("queue-4-4", "ns", () => Use(4, 4, 1, 200_000)) { Python = "queue_4_4", Rounds = 7, QuickRounds = 2 },
        new("queue-records", "ns", () => Use(1, 1, new Order(1, "somebody", 2.5), 300_000)) { Python = "queue_records", Rounds = 7, QuickRounds = 2 },
        new("queue-1MiB", "us", () => Use(1, 1, new byte[MiB], 1_000) / 1000) { Python = "queue_1mib", Rounds = 7, QuickRounds = 2 },
        new("queue-1MiB-4-4", "us", () => Use(4, 4, new byte[MiB], 200) / 1000) { Python = "queue_1mib_4_4", Rounds = 7, QuickRounds = 2 },
    ];

    private sealed record Order(int Number, string Customer, double Price);

    // Each of the larger side has so many items, the other side shares them out.
    private static double Use<T>(int producers, int consumers, T item, int count)
    {
        using var queue = new SharedQueue<T>();
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
