namespace Multiprocessing.Tests.Pools;

/// <summary>What tests ask of a pool, whatever has happened to it.</summary>
internal static class PoolHealth
{
    private const int Items = 40;

    /// <summary>Options of most tests here: two workers that say nothing when they crash.</summary>
    internal static ProcessPoolOptions Two =>
        new() { MaxWorkers = 2, WorkerOptions = new ProcessOptions { StandardError = ProcessOutput.Discarded } };

    internal static ProcessPoolOptions One => Two.With(options => options.MaxWorkers = 1);

    /// <summary>These options, but for what is changed.</summary>
    internal static ProcessPoolOptions With(this ProcessPoolOptions options, Action<ProcessPoolOptions> change)
    {
        var copy = options.Copy();
        change(copy);
        return copy;
    }

    /// <summary>The pool does single tasks, maps and streams.</summary>
    internal static async Task WorksOnAsync(this TaskPool pool)
    {
        Assert.Equal(42, await pool.RunAsync(static x => x * 2, 21).SoonAsync());
        var items = Enumerable.Range(0, Items).ToArray();
        Assert.Equal(items.Select(static x => x + 1), await pool.WithOptions(new() { ChunkSize = 3 }).MapAsync(static x => x + 1, items).SoonAsync());
        Assert.Equal(items.Select(static x => x - 1), await CollectAsync(pool.StreamAsync(static x => x - 1, items)).SoonAsync());
    }

    internal static async Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> stream)
    {
        var results = new List<T>();
        await foreach (var result in stream) results.Add(result);
        return results;
    }

    /// <summary>The processes of its workers that are not ending.</summary>
    internal static int[] ProcessIds(this TaskPool pool) =>
        [.. pool.GetSnapshot().Workers.Where(static worker => worker.State != PoolWorkerState.Stopping).Select(static worker => worker.ProcessId ?? 0).Where(static id => id > 0)];

    /// <summary>Waits until so many workers have nothing to do.</summary>
    internal static Task UntilIdleAsync(this TaskPool pool, int workers) => Patience.UntilAsync(
        () => pool.GetSnapshot().Workers is var all && all.Count == workers && all.All(static worker => worker.State == PoolWorkerState.Idle), $"{workers} idle workers");

    /// <summary>The process that runs a task; there must be one.</summary>
    internal static int BusyProcessId(this TaskPool pool) =>
        pool.GetSnapshot().Workers.Single(static worker => worker.CurrentTask is not null).ProcessId!.Value;

    /// <summary>Where tasks are short, the next ones are sent to a worker while it runs another.</summary>
    internal static async Task MakeTasksSeemShortAsync(this TaskPool pool)
    {
        for (var round = 0; round < 50; round++) await pool.RunAsync(static () => { }).SoonAsync();
    }
}
