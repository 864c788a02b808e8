namespace Multiprocessing.Tests.Pools;

/// <summary>A task that kills each worker that it meets is given up some time, and harms nobody else.</summary>
[Trait("Kind", "fault")]
public sealed class PoisonTaskTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(3)]
    public async Task Is_tried_so_often_and_says_so(int retries)
    {
        using var tries = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.TaskOptions = new() { Retries = new RetryPolicy { MaxRetries = retries } }));
        var poison = pool.RunAsync(static tries =>
        {
            Interlocked.Increment(ref tries.Value);
            Signals.Kill(Environment.ProcessId);
        }, tries);
        var others = Enumerable.Range(0, 60).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(() => poison.SoonAsync());
        Assert.Equal(1 + retries, tries.Value);
        Assert.Equal((Signals.Killed, null), (crash.ExitStatus!.Signal, crash.ExitStatus.Code));
        Assert.StartsWith($"{pool.Name}-", crash.ProcessName, StringComparison.Ordinal);
        if (retries > 0) Assert.Contains($"given up: it was tried {1 + retries} times", crash.Message, StringComparison.Ordinal);
        Assert.Contains("was killed (signal 9)", crash.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 60), await Task.WhenAll(others).SoonAsync());
        await pool.WorksOnAsync();
        Assert.Equal((1 + retries, 1), (pool.GetSnapshot().Restarts, pool.GetSnapshot().FailedTasks));
    }

    [Fact]
    public async Task What_holds_for_a_task_is_in_its_own_options()
    {
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.TaskOptions = new() { Retries = new RetryPolicy { MaxRetries = 5 } }));
        using var tries = new SharedArray<int>(2);
        var once = new TaskOptions { Retries = new RetryPolicy() };
        var twice = new TaskOptions { Retries = new RetryPolicy { MaxRetries = 1 } };
        var first = pool.WithOptions(once).RunAsync(static tries => Die(tries, 0), tries);
        var second = pool.WithOptions(twice).RunAsync(static tries => Die(tries, 1), tries);
        await Assert.ThrowsAsync<ProcessCrashedException>(() => first.SoonAsync());
        await Assert.ThrowsAsync<ProcessCrashedException>(() => second.SoonAsync());
        Assert.Equal([1, 2], tries.Span.ToArray());
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task A_hundred_of_them_among_others()
    {
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.WorkerOptions = new ProcessOptions(PoolHealth.Two.WorkerOptions) { StandardError = ProcessOutput.Inherited, StartMethod = StartMethod.WarmSpare }));
        var tasks = Enumerable.Range(0, 500).Select(number => pool.RunAsync(static number =>
        {
            if (number % 20 == 7) Signals.Kill(Environment.ProcessId);
            return number;
        }, number)).ToArray();
        for (var number = 0; number < tasks.Length; number++)
        {
            var task = tasks[number];
            if (number % 20 == 7) await Assert.ThrowsAsync<ProcessCrashedException>(() => task.SoonAsync());
            else Assert.Equal(number, await task.SoonAsync());
        }

        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task In_a_stream_costs_its_own_items_only()
    {
        using var tries = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.Two);
        var options = new TaskOptions { Retries = new RetryPolicy { MaxRetries = 1 }, ChunkSize = 4 };
        await using var results = pool.WithOptions(options).StreamAsync(number =>
        {
            if (number != 9) return number;
            Interlocked.Increment(ref tries.Value);
            Signals.Kill(Environment.ProcessId);
            return 0;
        }, Enumerable.Range(0, 40)).GetAsyncEnumerator();
        for (var number = 0; number < 40; number++)
        {
            if (number == 8)
            {
                await Assert.ThrowsAsync<ProcessCrashedException>(() => results.MoveNextAsync().AsTask().SoonAsync());
                number += 3;
            }
            else Assert.True(await results.MoveNextAsync().AsTask().SoonAsync() && results.Current == number);
        }

        Assert.False(await results.MoveNextAsync().AsTask().SoonAsync());
        Assert.Equal(2, tries.Value);
    }

    private static int Die(SharedArray<int> tries, int place)
    {
        tries[place]++;
        Signals.Kill(Environment.ProcessId);
        return 0;
    }
}
