using System.Diagnostics;
using System.Globalization;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Messaging;

/// <summary>
/// Several processes that send parcels, several that receive them, and one after the other is killed, whatever it is about. The books are
/// in shared memory.
/// </summary>
internal sealed class ParcelStorm(ParcelRoute route, int kills, int seed) : IDisposable
{
    private const int Each = 3;
    private const int MostParcels = 20_000;
    private const int Stopped = 0, Received = 1, Damaged = 2, Disordered = 3, Doubled = 4, Failed = 5, Longest = 6, FirstSent = 8;

    private readonly Scoreboard _books = new(FirstSent + ((kills + Each) * (1 + MostParcels)));
    private readonly int _kills = kills;
    private readonly int _seed = seed;

    /// <summary>Runs it; everybody ends, and what is wrong fails the test.</summary>
    /// <returns>What happened.</returns>
    internal string Run()
    {
        var random = new Random(_seed);
        var producers = 0;
        var killedConsumers = 0;
        var (sending, receiving) = (new Queue<ChildProcess>(), new Queue<ChildProcess>());
        for (var number = 0; number < Each; number++)
        {
            sending.Enqueue(StartProducer(producers++));
            receiving.Enqueue(StartConsumer());
        }

        for (var kill = 0; kill < _kills; kill++)
        {
            // Everybody else goes on, whoever was killed before.
            var before = _books.Read(Received);
            WaitUntil(() => _books.Read(Received) > before + 20);
            Thread.SpinWait(random.Next(20_000));
            var isProducer = random.Next(2) == 0;
            var victim = (isProducer ? sending : receiving).Dequeue();
            Assert.True(victim.IsAlive, "A process has ended by itself.");
            Children.Kill([victim]);
            if (isProducer) sending.Enqueue(StartProducer(producers++));
            else receiving.Enqueue(StartConsumer());
            if (!isProducer) killedConsumers++;
        }

        _books.Add(Stopped);
        Children.End(sending);
        route.End();
        Children.End(receiving);
        return Settle(producers, killedConsumers);
    }

    public void Dispose() => _books.Dispose();

    private ChildProcess StartProducer(int number) => ChildProcess.Start(() => Do(() => Produce(number)));

    private ChildProcess StartConsumer() => ChildProcess.Start(() => Do(Consume));

    private void Do(Action work)
    {
        PeriodicLooks.TurnOff();
        try
        {
            work();
        }
        catch
        {
            _books.Add(Failed);
            throw;
        }
    }

    private void Produce(int producer)
    {
        for (var number = 0; _books.Read(Stopped) == 0; number++)
        {
            if (number >= MostParcels)
            {
                Thread.Sleep(1);
                continue;
            }

            using var parcel = new Parcel(producer, number, route.Longest);
            route.Put(parcel);
            Volatile.Write(ref _books[Sent(producer)], number + 1);
        }
    }

    private void Consume()
    {
        var last = new Dictionary<int, int>();
        var began = Stopwatch.GetTimestamp();
        while (route.TryTake(out var parcel))
        {
            _books[Longest] = Math.Max(_books.Read(Longest), Stopwatch.GetTimestamp() - began);
            using (parcel)
            {
                if (Interlocked.Increment(ref _books[Taken(parcel.Producer, parcel.Number)]) != 1) _books.Add(Doubled);
                if (last.TryGetValue(parcel.Producer, out var before) && before >= parcel.Number) _books.Add(Disordered);
                last[parcel.Producer] = parcel.Number;
                if (!parcel.IsWhole()) _books.Add(Damaged);
            }

            _books.Add(Received);
            route.Finish();
            began = Stopwatch.GetTimestamp();
        }
    }

    private string Settle(int producers, int killedConsumers)
    {
        Assert.Equal((0, 0, 0, 0), (_books.Read(Failed), _books.Read(Damaged), _books.Read(Disordered), _books.Read(Doubled)));
        var (sent, lost) = (0L, 0);
        for (var producer = 0; producer < producers; producer++)
        {
            var certain = (int)_books.Read(Sent(producer));
            sent += certain;
            for (var number = 0; number < certain; number++) lost += 1 - (int)_books.Read(Taken(producer, number));
            // The one that was being sent may have arrived.
            for (var number = certain + 1; number < Math.Min(MostParcels, certain + 10); number++) Assert.Equal(0, _books.Read(Taken(producer, number)));
        }

        Assert.InRange(lost, 0, killedConsumers);
        return string.Create(CultureInfo.InvariantCulture, $"{_kills} killed, {sent} parcels sent, {lost} lost with {killedConsumers} who received, longest wait {Stopwatch.GetElapsedTime(0, _books.Read(Longest)).TotalMilliseconds:F1} ms");
    }

    private void WaitUntil(Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.Equal(0, _books.Read(Failed));
            Assert.True(Stopwatch.GetElapsedTime(began) < Eventually.Patience, "The others do not go on.");
            Thread.Sleep(1);
        }
    }

    private static int Sent(int producer) => FirstSent + (producer * (1 + MostParcels));

    private static int Taken(int producer, int number) => Sent(producer) + 1 + number;
}
