namespace Multiprocessing.Tests.Pools;

/// <summary>One pool, many threads.</summary>
public sealed class ManyCallersTests
{
    [Fact]
    public async Task Each_gets_its_own_results()
    {
        const int Callers = 16;
        using var pool = new ProcessPool(PoolHealth.Two);
        using var together = new Barrier(Callers);
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Factory.StartNew(() =>
        {
            together.SignalAndWait(Patience.Limit);
            for (var round = 0; round < 50; round++)
            {
                Assert.Equal((caller * 1000) + round, pool.Run(static pair => (pair.caller * 1000) + pair.round, (caller, round)));
                if (round % 10 == 0) Assert.Equal([caller, caller + 1], pool.Map(static x => x, [caller, caller + 1]));
                if (round % 25 == 0) Assert.Equal(Enumerable.Range(caller, 20), pool.StreamAsync(static x => x, Enumerable.Range(caller, 20)).ToBlockingEnumerable());
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(callers).SoonAsync();
        Assert.Equal((0, 0), (pool.GetSnapshot().Restarts, pool.GetSnapshot().FailedTasks));
    }

    [Fact]
    public async Task The_most_urgent_that_waits_is_next()
    {
        using var begun = new SharedEvent();
        using var release = new SharedEvent();
        using var order = new SharedArray<int>(30);
        using var next = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.One);
        var blocker = pool.RunAsync(static given =>
        {
            given.begun.Set();
            given.release.Wait();
            return 0;
        }, (begun, release));
        await begun.WaitAsync().SoonAsync();
        var tasks = Enumerable.Range(0, 30).Select(number => pool.WithOptions(new() { Priority = number % 3 }).RunAsync(static given => given.order[given.next.Value++] = given.number, (next, order, number))).ToArray();
        release.Set();
        await blocker.SoonAsync();
        await Task.WhenAll(tasks).SoonAsync();
        Assert.Equal(Enumerable.Range(0, 30).OrderByDescending(static number => number % 3), order.Span.ToArray());
    }
}
