namespace Multiprocessing.Tests.Pools;

/// <summary>Workers that are replaced after a while: no task is lost or waits for ever.</summary>
public sealed class RecyclingTests
{
    [Theory, InlineData(1, 1), InlineData(1, 2), InlineData(7, 2)]
    public async Task After_so_many_tasks(int most, int workers)
    {
        var tasks = 20 * most;
        using var pool = new ProcessPool(PoolHealth.Two.With(options => { options.MaxWorkers = workers; options.MaxTasksPerWorker = most; }));
        var ids = await Task.WhenAll(Enumerable.Range(0, tasks).Select(_ => pool.RunAsync(static () => Environment.ProcessId))).SoonAsync();
        Assert.Equal(tasks, ids.Length);
        Assert.All(ids.GroupBy(static id => id), worker => Assert.InRange(worker.Count(), 1, most));
        Assert.Equal((0, 0), (pool.GetSnapshot().Restarts, pool.GetSnapshot().FailedTasks));
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task After_so_many_chunks()
    {
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.MaxTasksPerWorker = 3));
        var ids = await pool.WithOptions(new() { ChunkSize = 5 }).MapAsync(static _ => Environment.ProcessId, Enumerable.Range(0, 100)).SoonAsync();
        Assert.All(ids.GroupBy(static id => id), static worker => Assert.InRange(worker.Count(), 1, 15));
        Assert.Equal(ids.Length, (await PoolHealth.CollectAsync(pool.WithOptions(new() { Ordered = false }).StreamAsync(static x => x, ids)).SoonAsync()).Count);
    }

    [Fact]
    public async Task After_some_time()
    {
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.MaxWorkerAge = TimeSpan.FromMilliseconds(100)));
        var ids = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => pool.RunAsync(static () =>
        {
            Thread.Sleep(2);
            return Environment.ProcessId;
        }))).SoonAsync();
        Assert.True(ids.Distinct().Count() > 2, "no worker was replaced");
        // Those without work are replaced too.
        var before = pool.ProcessIds();
        await Patience.UntilAsync(() => !pool.ProcessIds().Intersect(before).Any(), "other workers");
        Assert.Equal((0, 0), (pool.GetSnapshot().Restarts, pool.GetSnapshot().FailedTasks));
    }

    [Fact]
    public async Task After_less_time_than_a_start_takes()
    {
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.MaxWorkerAge = TimeSpan.FromMilliseconds(1)));
        Assert.Equal(Enumerable.Range(0, 5), await Task.WhenAll(Enumerable.Range(0, 5).Select(number => pool.RunAsync(static x => x, number))).SoonAsync());
    }

    [Fact]
    public async Task When_they_have_become_large()
    {
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.RecycleAboveBytes = 100 << 20));
        var ids = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => pool.RunAsync(static () =>
        {
            Leak.Kept.Add(new byte[10 << 20]);
            Leak.Kept[^1].AsSpan().Fill(1);
            Thread.Sleep(20);
            return Environment.ProcessId;
        }))).SoonAsync();
        Assert.True(ids.Distinct().Count() > 2, "no worker was replaced");
        Assert.Equal((0, 0), (pool.GetSnapshot().Restarts, pool.GetSnapshot().FailedTasks));
    }

    [Fact]
    public async Task While_they_crash_too()
    {
        using var pool = new ProcessPool(PoolHealth.Two.With(options => { options.MaxTasksPerWorker = 4; options.TaskOptions = new() { Retries = new RetryPolicy { MaxRetries = 100 } }; }));
        using var tries = new SharedArray<int>(100);
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => pool.RunAsync(static given =>
        {
            if (++given.tries[given.number] == 1 && given.number % 10 == 3) Signals.Kill(Environment.ProcessId);
            return given.number;
        }, (tries, number)))).SoonAsync();
        Assert.Equal(Enumerable.Range(0, 100), results);
        Assert.Equal(10, pool.GetSnapshot().Restarts);
    }

    private static class Leak
    {
        internal static readonly List<byte[]> Kept = [];
    }
}
