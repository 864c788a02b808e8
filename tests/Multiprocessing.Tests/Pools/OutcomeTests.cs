using System.Globalization;

namespace Multiprocessing.Tests.Pools;

/// <summary>A map that gives what became of each item.</summary>
public sealed class OutcomeTests(PoolOf3 shared) : IClassFixture<PoolOf3>
{
    [Theory, InlineData(1), InlineData(3), InlineData(100)]
    public async Task Each_item_has_its_result_or_its_failure(int chunk)
    {
        string[] words = ["1", "two", "3", "", "5"];
        var outcomes = await shared.Pool.WithOptions(new() { ChunkSize = chunk }).MapOutcomesAsync(static word => int.Parse(word, CultureInfo.InvariantCulture), words).Soon();
        Assert.Equal([true, false, true, false, true], outcomes.Select(static outcome => outcome.IsCompletedSuccessfully));
        Assert.Equal(5, await outcomes[4]);
        var thrown = await Assert.ThrowsAsync<FormatException>(() => outcomes[1]);
        Assert.Contains("in item 1 (\"two\")", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_costs_its_chunk()
    {
        using var pool = new ProcessPool(2);
        var outcomes = await pool.WithOptions(new() { ChunkSize = 2 }).MapOutcomesAsync(static number =>
        {
            if (number == 3) Signals.Kill(Environment.ProcessId);
            return -number;
        }, Enumerable.Range(0, 8)).Soon();
        Assert.Equal([0, 1, 4, 5, 6, 7], Enumerable.Range(0, 8).Where(index => outcomes[index].IsCompletedSuccessfully));
        Assert.Equal(-7, await outcomes[7]);
        await Assert.ThrowsAsync<ProcessCrashedException>(() => outcomes[2]);
        await Assert.ThrowsAsync<ProcessCrashedException>(() => outcomes[3]);
    }

    [Fact]
    public async Task A_time_limit_costs_its_item()
    {
        using var pool = new ProcessPool(2);
        var hurried = pool.WithOptions(new() { ChunkSize = 1, TimeLimit = TimeSpan.FromMilliseconds(300) });
        var outcomes = await hurried.MapOutcomesAsync(static number =>
        {
            if (number == 1) Thread.Sleep(Timeout.Infinite);
            return number;
        }, [0, 1, 2]).Soon();
        Assert.Equal((0, 2), (await outcomes[0], await outcomes[2]));
        await Assert.ThrowsAsync<TimeoutException>(() => outcomes[1]);
    }

    [Theory, InlineData(1), InlineData(4)]
    public async Task What_cannot_cross_costs_itself(int chunk)
    {
        object[] items = [1, Thread.CurrentThread, 3, 4];
        var outcomes = await shared.Pool.WithOptions(new() { ChunkSize = chunk }).MapOutcomesAsync(static item => item.ToString(), items).Soon();
        Assert.Equal(["1", "3", "4"], [await outcomes[0], await outcomes[2], await outcomes[3]]);
        await Assert.ThrowsAsync<ProcessBoundaryException>(() => outcomes[1]);
    }

    [Fact]
    public async Task Cancelling_ends_the_whole_map()
    {
        using var cancellation = new CancellationTokenSource();
        using var begun = new SharedEvent();
        var map = shared.Pool.WithOptions(new() { ChunkSize = 1, GracePeriod = TimeSpan.Zero }).MapOutcomesAsync((number, token) =>
        {
            begun.Set();
            token.WaitHandle.WaitOne();
            return number;
        }, Enumerable.Range(0, 10), cancellation.Token);
        Assert.True(await begun.WaitAsync(InTime.Patience));
        await cancellation.CancelAsync();
        await map.FailsSoon<OperationCanceledException>();
    }

    [Fact]
    public async Task Asynchronous_functions_give_what_they_give()
    {
        var outcomes = await shared.Pool.MapOutcomesAsync(static async number =>
        {
            await Task.Yield();
            return 10 / number;
        }, [5, 0]).Soon();
        Assert.Equal(2, await outcomes[0]);
        await Assert.ThrowsAsync<DivideByZeroException>(() => outcomes[1]);
    }
}
