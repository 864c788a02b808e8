using Multiprocessing;

namespace Tour.Chapters;

/// <summary>One process puts work into a queue, others take it out; the queue has few places, so nobody runs ahead.</summary>
internal static class ProducerAndConsumers
{
    private const int Consumers = 3;
    private const int Last = 30_000;

    internal static async Task RunAsync()
    {
        using var numbers = new SharedQueue<int>(capacity: 100);
        using var primes = new SharedQueue<(int Number, string Finder)>();
        using var producer = ChildProcess.Start(() =>
        {
            for (var number = 2; number <= Last; number++) numbers.Enqueue(number);
            numbers.Complete();
        });
        var consumers = Enumerable.Range(1, Consumers).Select(number => ChildProcess.Start(() => FindPrimes(numbers, primes), new ProcessOptions { Name = $"consumer {number}" })).ToArray();
        foreach (var consumer in consumers) consumer.Join();
        primes.Complete();
        var found = new Dictionary<string, int>();
        await foreach (var (_, finder) in primes.ReadAllAsync()) found[finder] = found.GetValueOrDefault(finder) + 1;
        foreach (var (finder, count) in found.OrderBy(static pair => pair.Key)) Console.WriteLine($"{finder} found {count}.");
        Console.WriteLine($"{Consumers} consumers found {found.Values.Sum()} primes up to {Last}.");
        foreach (var consumer in consumers) consumer.Dispose();
    }

    private static void FindPrimes(SharedQueue<int> numbers, SharedQueue<(int Number, string Finder)> primes)
    {
        foreach (var number in numbers.ReadAll())
        {
            if (IsPrime(number)) primes.Enqueue((number, CurrentProcess.Name));
        }
    }

    private static bool IsPrime(int number)
    {
        for (var divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0) return false;
        }

        return true;
    }
}
