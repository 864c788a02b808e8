using Multiprocessing;

namespace Tour.Chapters;

/// <summary>Three processes share the items of a list; the results come back in its order.</summary>
internal static class PoolOfThree
{
    internal static async Task RunAsync()
    {
        await using var pool = new ProcessPool(maxWorkers: 3);
        var squares = await pool.MapAsync(static number => number * number, Enumerable.Range(1, 12));
        Console.WriteLine($"Squares: {string.Join(", ", squares)}.");
        Console.WriteLine($"Workers: {string.Join(", ", pool.GetSnapshot().Workers.Select(static worker => worker.Name))}.");
    }
}
