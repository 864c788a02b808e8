using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Pools;

/// <summary>The number of workers follows the work.</summary>
[Collection(FaultCollection.Name)]
public sealed class ScalingTests
{
    [Theory, InlineData(0), InlineData(1)]
    public async Task Between_least_and_most(int least)
    {
        const int Most = 3;
        using var pool = new ProcessPool(PoolHealth.Two.With(options => { options.MinWorkers = least; options.MaxWorkers = Most; options.IdleTimeout = TimeSpan.FromMilliseconds(200); }));
        for (var round = 0; round < 2; round++)
        {
            await AllAtOnceAsync(pool, Most);
            await Patience.UntilAsync(() => pool.GetSnapshot().Workers.Count == least, $"{least} workers");
        }

        await pool.WorksOnAsync();
        Assert.Equal((0, 0), (pool.GetSnapshot().Restarts, pool.GetSnapshot().FailedTasks));
    }

    [Fact]
    public async Task Replacing_depends_on_how_many_live()
    {
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.MaxWorkers = 3));
        for (var round = 0; round < 3; round++)
        {
            await pool.UntilIdleAsync(3);
            var killed = pool.ProcessIds()[..(round + 1)];
            foreach (var id in killed) Signals.Kill(id);
            await Machine.WaitUntilGoneAsync(killed);
            // As many as before, not one more: each is needed here.
            await AllAtOnceAsync(pool, 3);
            Assert.Equal(3, pool.GetSnapshot().Workers.Count(static worker => worker.State != PoolWorkerState.Stopping));
        }
    }

    [Fact]
    public async Task More_than_sixty_four()
    {
        const int Workers = 70;
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.MaxWorkers = Workers));
        await AllAtOnceAsync(pool, Workers);
        Assert.Equal(Workers, pool.GetSnapshot().Workers.Count);
        await pool.WorksOnAsync();
    }

    // None of them ends before all have begun.
    private static async Task AllAtOnceAsync(ProcessPool pool, int tasks)
    {
        using var begun = new SharedCountdown(tasks);
        var ids = await Task.WhenAll(Enumerable.Range(0, tasks).Select(_ => pool.RunAsync(static begun =>
        {
            begun.Signal();
            begun.Wait();
            return Environment.ProcessId;
        }, begun))).SoonAsync();
        Assert.Equal(tasks, ids.Distinct().Count());
    }
}
