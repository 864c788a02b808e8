namespace Multiprocessing.Tests.Pools;

/// <summary>A task that runs for too long is ended, and nobody else notices.</summary>
[Trait("Kind", "fault")]
public sealed class TimeLimitTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);
    private static readonly TaskOptions s_limited = new() { TimeLimit = s_short };

    [Fact]
    public async Task A_runaway_is_killed_and_its_task_says_why()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        var runaway = pool.WithOptions(s_limited).RunAsync(Spin);
        var others = Enumerable.Range(0, 50).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => runaway.SoonAsync());
        Assert.Contains(s_short.ToString(), thrown.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(others).SoonAsync());
        await pool.WorksOnAsync();
        Assert.Equal((1, 1), (pool.GetSnapshot().Restarts, pool.GetSnapshot().FailedTasks));
    }

    [Fact]
    public async Task What_waits_behind_a_runaway_is_done_by_the_next_worker()
    {
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.TaskOptions = new() { TimeLimit = s_short }));
        await pool.MakeTasksSeemShortAsync();
        var runaway = pool.RunAsync(Spin);
        var others = Enumerable.Range(0, 20).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        await Assert.ThrowsAsync<TimeoutException>(() => runaway.SoonAsync());
        Assert.Equal(Enumerable.Range(0, 20), await Task.WhenAll(others).SoonAsync());
    }

    [Fact]
    public async Task Time_in_the_queue_does_not_count()
    {
        using var release = new SharedEvent();
        using var pool = new ProcessPool(PoolHealth.One);
        await pool.MakeTasksSeemShortAsync();
        var blocker = pool.RunAsync(static release => release.Wait(), release);
        var limit = new TaskOptions { TimeLimit = TimeSpan.FromSeconds(2) };
        var waiting = Enumerable.Range(0, 3).Select(number => pool.WithOptions(limit).RunAsync(static x => x, number)).ToArray();
        // Longer than the limit: this is what must not count.
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        release.Set();
        await blocker.SoonAsync();
        Assert.Equal(Enumerable.Range(0, 3), await Task.WhenAll(waiting).SoonAsync());
    }

    [Fact]
    public async Task A_function_that_takes_a_token_is_told_and_keeps_its_worker()
    {
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.TaskOptions = new() { GracePeriod = s_never }));
        var worker = await pool.RunAsync(static () => Environment.ProcessId).SoonAsync();
        var task = pool.WithOptions(s_limited).RunAsync(static token => token.WaitHandle.WaitOne() ? throw new OperationCanceledException(token) : 0);
        await Assert.ThrowsAsync<TimeoutException>(() => task.SoonAsync());
        Assert.Equal(worker, await pool.RunAsync(static () => Environment.ProcessId).SoonAsync());
        Assert.Equal(0, pool.GetSnapshot().Restarts);
    }

    [Fact]
    public async Task One_that_was_told_and_goes_on_is_killed_after_the_grace_period()
    {
        using var told = new SharedEvent();
        using var pool = new ProcessPool(PoolHealth.One);
        var task = pool.WithOptions(s_limited).WithOptions(new() { GracePeriod = s_short }).RunAsync(static (SharedEvent told, CancellationToken token) =>
        {
            token.WaitHandle.WaitOne();
            told.Set();
            Thread.Sleep(Timeout.Infinite);
            return 0;
        }, told);
        await Assert.ThrowsAsync<TimeoutException>(() => task.SoonAsync());
        Assert.True(told.IsSet);
        await pool.WorksOnAsync();
        Assert.Equal(1, pool.GetSnapshot().Restarts);
    }

    [Fact]
    public async Task Of_a_map_holds_for_each_chunk()
    {
        using var done = new SharedArray<int>(20);
        using var pool = new ProcessPool(PoolHealth.Two);
        var map = pool.WithOptions(new() { ChunkSize = 2, TimeLimit = TimeSpan.FromSeconds(1) }).MapAsync(number =>
        {
            if (number == 6) Spin();
            return done[number] = 1;
        }, Enumerable.Range(0, 20));
        await Assert.ThrowsAsync<TimeoutException>(() => map.SoonAsync());
        Assert.Equal(Enumerable.Range(0, 20).Select(static number => number is 6 or 7 ? 0 : 1), done.Span.ToArray());
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task Of_a_stream_holds_for_each_item()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        await using var results = pool.WithOptions(new() { TimeLimit = TimeSpan.FromSeconds(1) }).StreamAsync(static number =>
        {
            if (number == 6) Spin();
            return number;
        }, Enumerable.Range(0, 20)).GetAsyncEnumerator();
        for (var number = 0; number < 20; number++)
        {
            if (number == 6) await Assert.ThrowsAsync<TimeoutException>(() => results.MoveNextAsync().AsTask().SoonAsync());
            else Assert.True(await results.MoveNextAsync().AsTask().SoonAsync() && results.Current == number);
        }

        Assert.False(await results.MoveNextAsync().AsTask().SoonAsync());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task It_is_tried_again_only_where_that_is_wanted(bool afterTimeLimit)
    {
        using var tries = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.TaskOptions = new() { Retries = new RetryPolicy { MaxRetries = 1, ShouldRetry = afterTimeLimit ? static failure => failure is TimeoutException : null } }));
        var task = pool.WithOptions(new() { TimeLimit = TimeSpan.FromSeconds(1) }).RunAsync(static tries =>
        {
            if (Interlocked.Increment(ref tries.Value) == 1) Spin();
            return 5;
        }, tries);
        if (afterTimeLimit) Assert.Equal(5, await task.SoonAsync());
        else await Assert.ThrowsAsync<TimeoutException>(() => task.SoonAsync());
        Assert.Equal(afterTimeLimit ? 2 : 1, tries.Value);
    }

    private static void Spin()
    {
        while (true)
        {
        }
    }
}
