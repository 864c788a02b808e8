using Multiprocessing;

namespace Tour.Chapters;

/// <summary>What the function returns in the child is what the parent awaits.</summary>
internal static class AwaitedResult
{
    internal static async Task RunAsync()
    {
        const int Limit = 100_000;
        var primes = await ChildProcess.RunAsync(CountPrimes, Limit);
        Console.WriteLine($"A child counted {primes} primes below {Limit}.");
    }

    private static int CountPrimes(int limit) => Enumerable.Range(2, limit - 2).Count(IsPrime);

    private static bool IsPrime(int number)
    {
        for (var divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0) return false;
        }

        return true;
    }
}
