using Multiprocessing;

namespace SideBySide;

/// <summary>
/// The least that one producer and one consumer need: slots of equal length in shared memory, and two counters. Both sides watch; nobody
/// may die.
/// </summary>
internal static class BareRing
{
    private const int Slots = 256;
    private const int WarmUp = 1_000;

    // Counters on cache lines of their own.
    private const int Line = 16;

    public static double OneWay(int length, int count)
    {
        using var slots = new SharedArray<byte>(Slots * length);
        using var counters = new SharedArray<int>(3 * Line);
        return Pair.Nanoseconds((side, rounds) =>
        {
            var buffer = new byte[length];
            for (; rounds > 0; rounds--)
            {
                if (side == 0) Send(slots, counters, buffer);
                else Receive(slots, counters, buffer);
            }
        }, WarmUp, count);
    }

    public static double PingPong(int count)
    {
        using var words = new SharedArray<int>(3 * Line);
        return Pair.Nanoseconds((side, rounds) =>
        {
            for (; rounds > 0; rounds--)
            {
                if (side == 0) BareFutex.SignalWatcher(words, 2 * Line);
                BareFutex.Watch(words, side == 0 ? Line : 2 * Line);
                if (side == 1) BareFutex.SignalWatcher(words, Line);
            }
        }, WarmUp, count) / 1000;
    }

    private static void Send(SharedArray<byte> slots, SharedArray<int> counters, byte[] buffer)
    {
        var sent = counters[Line];
        while (sent - Volatile.Read(ref counters[2 * Line]) == Slots)
        {
        }

        buffer.CopyTo(slots.AsSpan((long)(sent % Slots) * buffer.Length, buffer.Length));
        Volatile.Write(ref counters[Line], sent + 1);
    }

    private static void Receive(SharedArray<byte> slots, SharedArray<int> counters, byte[] buffer)
    {
        var received = counters[2 * Line];
        while (Volatile.Read(ref counters[Line]) == received)
        {
        }

        slots.AsSpan((long)(received % Slots) * buffer.Length, buffer.Length).CopyTo(buffer);
        Volatile.Write(ref counters[2 * Line], received + 1);
    }
}
