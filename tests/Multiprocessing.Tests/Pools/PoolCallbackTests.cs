using Multiprocessing.Python;

namespace Multiprocessing.Tests.Pools;

/// <summary>Callbacks may do what they like.</summary>
public sealed class PoolCallbackTests
{
    [Fact]
    public async Task One_that_throws_is_its_callers_to_see()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var result = pool.ApplyAsync(static () => 1, callback: static _ => throw new FormatException("callback"));
        Assert.Equal("callback", (await Assert.ThrowsAsync<FormatException>(() => result.SoonAsync())).Message);
        var map = pool.MapAsync(static x => x, [1, 2], callback: static _ => throw new FormatException("map callback"));
        Assert.Equal("map callback", (await Assert.ThrowsAsync<FormatException>(() => map.SoonAsync())).Message);
        var progress = Receiver.Of<int>(static _ => throw new FormatException("progress"));
        var reporting = pool.RunAsync(static progress =>
        {
            progress.Report(1);
            return 5;
        }, progress);
        Assert.Equal(5, await reporting.SoonAsync());
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task One_for_errors_that_throws_is_told_beside_the_failure()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var failures = new List<Exception>();
        var result = pool.ApplyAsync(static () => 1 / Zero, errorCallback: FailBeside);
        failures.Add(await Assert.ThrowsAsync<DivideByZeroException>(() => result.SoonAsync()));
        failures.Add(Assert.Throws<DivideByZeroException>(() => result.Get()));
        var map = pool.MapAsync(static x => x / Zero, [1, 2], errorCallback: FailBeside);
        failures.Add(await Assert.ThrowsAsync<DivideByZeroException>(() => map.SoonAsync()));
        var cancelled = pool.ApplyAsync(static () => Sleep(), errorCallback: FailBeside);
        pool.Terminate();
        failures.Add(await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.SoonAsync()));
        Assert.All(failures, static failure => Assert.Equal("error callback", Assert.IsType<FormatException>(failure.Data["Multiprocessing.CallbackFailure"]).Message));
        Assert.True(cancelled.IsCanceled);
    }

    [Fact]
    public async Task One_may_give_the_pool_more_to_do()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var all = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Next(0);
        Assert.Equal(100, await all.Task.SoonAsync());
        await pool.WorksOnAsync();

        void Next(int number)
        {
            if (number == 100) all.SetResult(number);
            else pool.ApplyAsync(static x => x + 1, number, callback: Next);
        }
    }

    [Fact]
    public async Task One_may_wait_for_the_pool_itself()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var second = 0;
        var first = pool.ApplyAsync(static () => 1, callback: result => second = pool.Run(static x => x + 1, result));
        Assert.Equal(1, await first.SoonAsync());
        Assert.Equal(2, second);
        var failing = pool.ApplyAsync(static () => 1 / Zero, errorCallback: _ => second = pool.Map(static x => x, [1, 2, 3]).Sum());
        await Assert.ThrowsAsync<DivideByZeroException>(() => failing.SoonAsync());
        Assert.Equal(6, second);
    }

    [Fact]
    public async Task One_that_waits_for_ever_holds_up_nobody_else()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        using var release = new ManualResetEventSlim();
        var held = pool.ApplyAsync(static () => 1, callback: _ => release.Wait());
        await pool.WorksOnAsync();
        Assert.False(held.IsReady());
        release.Set();
        Assert.Equal(1, await held.SoonAsync());
    }

    private static void FailBeside(Exception failure) => throw new FormatException("error callback");

    private static int Sleep()
    {
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static int Zero => 0;
}
