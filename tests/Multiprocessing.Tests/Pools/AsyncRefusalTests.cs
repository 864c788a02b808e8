namespace Multiprocessing.Tests.Pools;

/// <summary>Where an asynchronous function is given to a method that takes none, the refusal says what to do.</summary>
public sealed class AsyncRefusalTests(PoolOf3 shared) : IClassFixture<PoolOf3>
{
    [Fact]
    public void A_task_is_no_result()
    {
        var pool = shared.Pool;
        Refused("Use RunAsync", () => pool.Run(AsTask, 1));
        Refused("Use RunAsync", () => pool.Run(async () => await Task.Yield()));
        Refused("Use MapAsync", () => pool.Map(AsValueTask, [1]));
        Refused("use ForEachAsync", () => pool.MapAsync(async _ => await Task.Yield(), [1]));
        Refused("use ForEachAsync", () => pool.StreamAsync(async _ => { await Task.Yield(); }, [1]));
        Refused("Await the inner task", () => pool.RunAsync(async () => { await Task.Yield(); return AsTask(1); }));
    }

    [Fact]
    public async Task Null_is_no_task()
    {
        Assert.Contains("null in place of a task", (await shared.Pool.RunAsync<string?>(() => null!).FailsSoon<InvalidOperationException>()).Message, StringComparison.Ordinal);
        Assert.Null(await shared.Pool.RunAsync(() => (string?)null).Soon());
    }

    private static void Refused(string advice, Func<object?> call) =>
        Assert.Contains(advice, Assert.IsType<ArgumentException>(Record.Exception(() => { _ = call(); })).Message, StringComparison.Ordinal);

    private static Task<int> AsTask(int number) => Task.FromResult(number);

    private static ValueTask<int> AsValueTask(int number) => ValueTask.FromResult(number);
}
