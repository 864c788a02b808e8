namespace Multiprocessing.Tests.Pools;

/// <summary>Which failures are tried again, and when.</summary>
public sealed class RetryDelayTests
{
    [Fact]
    public async Task What_a_function_throws_is_tried_again_where_the_filter_says_so()
    {
        using var tries = new SharedValue<int>();
        var policy = new RetryPolicy { MaxRetries = 5, ShouldRetry = static failure => failure is IOException };
        using var pool = new ProcessPool(1);
        Assert.Equal(3, await RunAsync(pool, tries, failures: 2, policy).Soon());
        Assert.Equal(3, tries.Value);
    }

    [Fact]
    public async Task Beyond_its_number_it_fails_as_it_did_last()
    {
        using var tries = new SharedValue<int>();
        var policy = new RetryPolicy { MaxRetries = 2, ShouldRetry = static _ => true };
        using var pool = new ProcessPool(1);
        var thrown = await Assert.ThrowsAsync<IOException>(() => RunAsync(pool, tries, failures: 9, policy).Soon());
        Assert.Equal(("try 3", 3), (thrown.Message, tries.Value));
    }

    [Fact]
    public async Task What_the_filter_refuses_has_its_answer()
    {
        using var tries = new SharedValue<int>();
        var policy = new RetryPolicy { MaxRetries = 2, ShouldRetry = static failure => failure is ProcessCrashedException };
        using var pool = new ProcessPool(1);
        await Assert.ThrowsAsync<IOException>(() => RunAsync(pool, tries, failures: 9, policy).Soon());
        Assert.Equal(1, tries.Value);
    }

    [Fact]
    public async Task A_filter_that_throws_does_not_hide_the_failure()
    {
        using var tries = new SharedValue<int>();
        var policy = new RetryPolicy { MaxRetries = 2, ShouldRetry = static _ => throw new FormatException("in the filter") };
        using var pool = new ProcessPool(1);
        var thrown = await Assert.ThrowsAsync<IOException>(() => RunAsync(pool, tries, failures: 9, policy).Soon());
        Assert.Equal("in the filter", Assert.IsType<FormatException>(thrown.Data["Multiprocessing.RetryFailure"]).Message);
    }

    [Fact]
    public async Task A_filter_decides_for_crashes_too()
    {
        using var tries = new SharedValue<int>();
        var policy = new RetryPolicy { MaxRetries = 2, ShouldRetry = static _ => false };
        using var pool = new ProcessPool(PoolHealth.One);
        await Assert.ThrowsAsync<ProcessCrashedException>(() => CrashAsync(pool, tries, failures: 1, policy).Soon());
        Assert.Equal(2, await CrashAsync(pool, tries, failures: 1, new RetryPolicy { MaxRetries = 2, ShouldRetry = static failure => failure is ProcessCrashedException }, reset: true).Soon());
    }

    [Fact]
    public async Task The_delay_grows_up_to_its_most_and_holds_up_no_worker()
    {
        using var tries = new SharedValue<int>();
        var policy = new RetryPolicy { MaxRetries = 4, Delay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromMilliseconds(300), ShouldRetry = static _ => true };
        using var pool = new ProcessPool(1);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var task = RunAsync(pool, tries, failures: 4, policy);
        while (!task.IsCompleted) Assert.Equal(7, await pool.RunAsync(static () => 7).Soon());
        Assert.Equal(5, await task.Soon());
        // 100 + 200 + 300 + 300 at least; no test can say at most.
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(895));
    }

    [Fact]
    public async Task A_task_that_waits_for_its_next_try_is_cancelled_at_once()
    {
        using var tries = new SharedValue<int>();
        using var source = new CancellationTokenSource();
        var policy = new RetryPolicy { MaxRetries = 4, Delay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1), ShouldRetry = static _ => true };
        using var pool = new ProcessPool(1);
        var task = RunAsync(pool, tries, failures: 4, policy, source.Token);
        await Patience.UntilAsync(() => Volatile.Read(ref tries.Value) == 1 && pool.GetSnapshot() is { QueuedTasks: 0 } snapshot && snapshot.Workers.All(static worker => worker.Tasks == 0), "the task waits");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(task.Soon);
    }

    [Fact]
    public async Task Nor_does_it_keep_a_pool_from_being_disposed_of()
    {
        using var tries = new SharedValue<int>();
        var policy = new RetryPolicy { MaxRetries = 4, Delay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1), ShouldRetry = static _ => true };
        var pool = new ProcessPool(1);
        var task = RunAsync(pool, tries, failures: 4, policy);
        await Patience.UntilAsync(() => Volatile.Read(ref tries.Value) == 1 && pool.GetSnapshot() is { QueuedTasks: 0 } snapshot && snapshot.Workers.All(static worker => worker.Tasks == 0), "the task waits");
        await InTime.Call(pool.Dispose);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(task.Soon);
        Assert.True(task.IsCanceled);
    }

    [Fact]
    public async Task A_pool_that_is_shut_down_waits_for_the_next_try()
    {
        using var tries = new SharedValue<int>();
        var pool = new ProcessPool(1);
        var task = RunAsync(pool, tries, failures: 2, new RetryPolicy { MaxRetries = 4, Delay = TimeSpan.FromMilliseconds(100), ShouldRetry = static _ => true });
        await pool.ShutdownAsync().Soon();
        Assert.Equal(3, await task.Soon());
    }

    // Apart from the tests, whose functions capture the pool.
    private static Task<int> RunAsync(ProcessPool pool, SharedValue<int> tries, int failures, RetryPolicy policy, CancellationToken token = default) =>
        pool.WithOptions(new() { Retries = policy }).RunAsync(
        () => Interlocked.Increment(ref tries.Value) is var number && number <= failures ? throw new IOException($"try {number}") : number,
        token);

    private static Task<int> CrashAsync(ProcessPool pool, SharedValue<int> tries, int failures, RetryPolicy policy, bool reset = false)
    {
        if (reset) tries.Value = 0;
        return pool.WithOptions(new() { Retries = policy }).RunAsync(
            () =>
            {
                var number = Interlocked.Increment(ref tries.Value);
                if (number <= failures) Signals.Kill(Environment.ProcessId);
                return number;
            });
    }
}
