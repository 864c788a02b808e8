namespace Multiprocessing.Tests.Pools;

/// <summary>A worker whose start does not come to an end is killed, which counts as a start that failed.</summary>
[Trait("Kind", "fault")]
public sealed class WorkerStartLimitTests
{
    [Fact]
    public async Task An_initializer_that_always_hangs_breaks_the_pool()
    {
        using var pool = new ProcessPool(new ProcessPoolOptions
        {
            MaxWorkers = 2,
            MaxStartFailures = 2,
            WorkerStartTimeLimit = TimeSpan.FromMilliseconds(500),
            Initializer = static () => Thread.Sleep(Timeout.Infinite),
        });
        var broken = await Assert.ThrowsAsync<ProcessPoolBrokenException>(() => pool.RunAsync(static () => 1).Soon());
        var late = Assert.IsType<TimeoutException>(broken.InnerException);
        Assert.Contains("ProcessPoolOptions.WorkerStartTimeLimit", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_hangs_once_costs_no_task()
    {
        using var starts = new SharedValue<int>();
        using var pool = new ProcessPool(HangingAtFirst(starts));
        Assert.Equal(1, await pool.RunAsync(static () => 1).Soon());
        Assert.True(starts.Value >= 2, $"{starts.Value}");
    }

    // The second start has all the time that a loaded machine may want.
    private static ProcessPoolOptions HangingAtFirst(SharedValue<int> starts) => new()
    {
        MaxWorkers = 1,
        MaxStartFailures = 100,
        WorkerStartTimeLimit = TimeSpan.FromSeconds(2),
        Initializer = () =>
        {
            if (Interlocked.Increment(ref starts.Value) == 1) Thread.Sleep(Timeout.Infinite);
        },
    };
}
