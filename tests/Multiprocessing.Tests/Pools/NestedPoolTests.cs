using Multiprocessing.Python;
using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Pools;

/// <summary>A worker with a pool of its own.</summary>
public sealed class NestedPoolTests
{
    [Fact]
    public async Task Does_its_part_of_the_work()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        var sums = await pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(static start =>
        {
            using var inner = new ProcessPool(2);
            return inner.Map(static x => x * 2, Enumerable.Range(start, 10)).Sum();
        }, [0, 10, 20]).SoonAsync();
        Assert.Equal([90, 290, 490], sums);
    }

    [Fact]
    public async Task Loses_a_worker_without_harm_to_the_outer_one()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var failure = await pool.RunAsync(static () =>
        {
            using var inner = new ProcessPool(1);
            try
            {
                inner.Apply(static () => Dying());
                return null;
            }
            catch (ProcessCrashedException crash)
            {
                return crash.Message;
            }
        }).SoonAsync();
        Assert.Contains("was killed (signal 9)", failure, StringComparison.Ordinal);
        Assert.Equal(0, pool.GetSnapshot().Restarts);
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task Dies_with_its_worker()
    {
        using var ids = new SharedArray<int>(2);
        using var begun = new SharedEvent();
        using var pool = new ProcessPool(PoolHealth.Two);
        var task = pool.RunAsync(() =>
        {
            var inner = new ProcessPool(1);
            ids[1] = inner.Apply(static () => Environment.ProcessId);
            ids[0] = Environment.ProcessId;
            begun.Set();
            inner.Apply(static () => Sleeping());
            return 0;
        });
        await begun.WaitAsync().SoonAsync();
        var (worker, inner) = (ids[0], ids[1]);
        Assert.True(Machine.Runs(inner));
        Signals.Kill(worker);
        await Assert.ThrowsAsync<ProcessCrashedException>(() => task.SoonAsync());
        await Machine.WaitUntilGoneAsync([inner]);
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task Ends_with_a_worker_that_leaves_without_disposing_of_it()
    {
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.MaxTasksPerWorker = 1));
        var (worker, inner) = await pool.RunAsync(static () => (Environment.ProcessId, new ProcessPool(1).Apply(static () => Environment.ProcessId))).SoonAsync();
        await Machine.WaitUntilGoneAsync([worker, inner]);
        await pool.WorksOnAsync();
    }

    private static int Dying()
    {
        Signals.Kill(Environment.ProcessId);
        return 0;
    }

    private static int Sleeping()
    {
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
