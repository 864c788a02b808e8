namespace Multiprocessing.Tests.Pools;

/// <summary>Each worker has the processors that its entry names.</summary>
public sealed class WorkerProcessorTests
{
    [Fact]
    public async Task Workers_take_the_entries_in_turn()
    {
        int[] last = [Environment.ProcessorCount - 1];
        using var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 3, WorkerProcessors = [[0], last] });
        // Each worker is asked: those that have answered wait for the others.
        using var all = new SharedCountdown(3);
        var masks = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => pool.RunAsync(Mask, all))).Soon();
        Assert.Equal(Expected([0], last, [0]), masks.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Expected(params int[][] entries) =>
        entries.Select(static entry => $"{entry[0]}").Order(StringComparer.Ordinal);

    private static string Mask(SharedCountdown all)
    {
        all.Signal();
        all.Wait();
        return File.ReadLines("/proc/self/status").First(static line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t')[1];
    }
}
