using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>Entering and leaving a lock. Peer: a named <see cref="Mutex"/>.</summary>
internal static class LockRows
{
    private const int Many = 5_000_000;
    private const int Some = 1_000_000;
    private const int Few = 20_000;

    public static IEnumerable<Row> All =>
    [
        new("lock-uncontended", "ns", Uncontended) { Python = "lock_uncontended", Peer = UncontendedMutex, Limit = UncontendedWord },
        new("lock-contended", "ns", Contended) { Python = "lock_contended", Peer = ContendedMutex, Rounds = 7, QuickRounds = 2 },
    ];

    private static double Uncontended()
    {
        using var theLock = new SharedLock();
        return Timing.Nanoseconds(Many, count =>
        {
            for (; count > 0; count--)
            {
                theLock.Enter();
                theLock.Exit();
            }
        });
    }

    private static double UncontendedMutex()
    {
        using var mutex = new Mutex(false, Name());
        return Timing.Nanoseconds(Few, count => Use(mutex, count));
    }

    // The two instructions without which there is no lock.
    private static double UncontendedWord()
    {
        var word = 0;
        return Timing.Nanoseconds(Many, count =>
        {
            for (; count > 0; count--)
            {
                Interlocked.CompareExchange(ref word, 1, 0);
                Interlocked.CompareExchange(ref word, 0, 1);
            }
        });
    }

    // Both sides together enter twice as often as each.
    private static double Contended()
    {
        using var theLock = new SharedLock();
        return Pair.Nanoseconds((_, count) =>
        {
            for (; count > 0; count--)
            {
                theLock.Enter();
                theLock.Exit();
            }
        }, Few, Some) / 2;
    }

    private static double ContendedMutex()
    {
        var name = Name();
        return Pair.Nanoseconds((_, count) =>
        {
            using var mutex = new Mutex(false, name);
            Use(mutex, count);
        }, Few / 10, Few) / 2;
    }

    private static void Use(Mutex mutex, int count)
    {
        for (; count > 0; count--)
        {
            mutex.WaitOne();
            mutex.ReleaseMutex();
        }
    }

    private static string Name() => $"multiprocessing-benchmark-{Guid.NewGuid():N}";
}
