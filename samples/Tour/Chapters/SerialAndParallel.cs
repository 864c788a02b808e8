using System.Diagnostics;
using Multiprocessing;

namespace Tour.Chapters;

/// <summary>The same work in one process and in a worker for each processor.</summary>
internal static class SerialAndParallel
{
    private const int Limit = 3_000_000;
    private const int Parts = 60;

    internal static async Task RunAsync()
    {
        var parts = Enumerable.Range(0, Parts).Select(static part => part * (Limit / Parts)).ToArray();
        await using var pool = new ProcessPool();
        // The workers start while the first part is counted, so neither time has a start in it.
        await pool.MapAsync(CountPrimes, parts[..1]);

        var clock = Stopwatch.StartNew();
        var primes = parts.Sum(CountPrimes);
        var serial = clock.Elapsed;
        Console.WriteLine($"Serial: {primes} primes below {Limit} in {serial.TotalSeconds:F2} s.");

        clock.Restart();
        primes = (await pool.MapAsync(CountPrimes, parts)).Sum();
        var parallel = clock.Elapsed;
        Console.WriteLine($"{pool.GetSnapshot().Workers.Count} workers: {primes} primes below {Limit} in {parallel.TotalSeconds:F2} s, {serial / parallel:F1} times as fast.");
    }

    private static int CountPrimes(int first) => Enumerable.Range(first, Limit / Parts).Count(IsPrime);

    private static bool IsPrime(int number)
    {
        for (var divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0) return false;
        }

        return number > 1;
    }
}
