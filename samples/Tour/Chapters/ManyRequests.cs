using System.Diagnostics;
using Multiprocessing;
using Spectre.Console;

namespace Tour.Chapters;

/// <summary>Thousands of HTTP requests, in batches that workers share; each batch is counted as soon as it is there.</summary>
internal static class ManyRequests
{
    private const int Requests = 5_000;
    private const int BatchSize = 50;

    // Each worker has its own. The requests go to this machine, whatever proxy it has.
    private static readonly HttpClient s_client = new(new SocketsHttpHandler { UseProxy = false });

    internal static async Task RunAsync()
    {
        using var server = new LocalServer();
        await using var pool = new ProcessPool(maxWorkers: 4);
        var batches = Enumerable.Range(0, Requests).Select(number => new Uri(server.Address, $"page/{number}")).Chunk(BatchSize);
        var requestsOf = new Dictionary<string, int>();
        var clock = Stopwatch.StartNew();
        TimeSpan? first = null;
        await AnsiConsole.Progress().StartAsync(async context =>
        {
            var bar = context.AddTask("requests", maxValue: Requests);
            await foreach (var (worker, rightAnswers) in pool.WithOptions(new() { Ordered = false }).StreamAsync(FetchAsync, batches))
            {
                first ??= clock.Elapsed;
                requestsOf[worker] = requestsOf.GetValueOrDefault(worker) + rightAnswers;
                bar.Increment(BatchSize);
            }
        });
        var last = clock.Elapsed;
        foreach (var (worker, count) in requestsOf.OrderBy(static pair => pair.Key)) Console.WriteLine($"{worker} got {count} of them.");
        Console.WriteLine($"The first batch was there after {first?.TotalSeconds:F2} s, the last after {last.TotalSeconds:F2} s: {Requests / last.TotalSeconds:F0} requests in a second.");
        Console.WriteLine($"{requestsOf.Values.Sum()} of {Requests} answers are right.");
    }

    // Runs in a worker; the requests of a batch are on their way at once.
    private static async Task<(string Worker, int RightAnswers)> FetchAsync(Uri[] pages)
    {
        var answers = await Task.WhenAll(pages.Select(static page => s_client.GetStringAsync(page)));
        return (CurrentProcess.Name, answers.Zip(pages).Count(static pair => pair.First == pair.Second.AbsolutePath));
    }
}
