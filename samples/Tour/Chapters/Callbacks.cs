using System.Globalization;
using Multiprocessing;
using Multiprocessing.Python;

namespace Tour.Chapters;

/// <summary>In Python's words: results call back when they are there, one function for success and one for failure.</summary>
internal static class Callbacks
{
    internal static async Task RunAsync()
    {
        await using var pool = new ProcessPool(maxWorkers: 2);
        var good = pool.ApplyAsync(ReadAmount, "12", OnSuccess, OnError);
        Task.WaitAny(good);
        var bad = pool.ApplyAsync(ReadAmount, "twelve", OnSuccess, OnError);
        Task.WaitAny(bad);
        Console.WriteLine($"Ready: {good.IsReady()} and {bad.IsReady()}; successful: {good.IsSuccessful()} and {bad.IsSuccessful()}.");

        // A map calls back once, with all of its results.
        await pool.MapAsync(ReadAmount, ["1", "2", "3"], callback: amounts => Console.WriteLine($"All amounts together: {amounts.Sum()}."));
    }

    private static int ReadAmount(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void OnSuccess(int amount) => Console.WriteLine($"The amount is {amount}.");

    private static void OnError(Exception failure) => Console.WriteLine($"No amount: {failure.Message}");
}
