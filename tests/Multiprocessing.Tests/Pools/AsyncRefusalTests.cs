namespace Multiprocessing.Tests.Pools;

/// <summary>Where an asynchronous function is given to a method that takes none, the refusal says what to do.</summary>
public sealed class AsyncRefusalTests(PoolOf3 shared) : IClassFixture<PoolOf3>
{
    [Fact]
    public void A_task_is_no_result()
    {
        Assert.Contains("RunAsync", Assert.IsType<ArgumentException>(Record.Exception(() => { _ = shared.Pool.Apply(AsTask, 1); })).Message, StringComparison.Ordinal);
        Assert.Contains("AsTask()", Assert.IsType<ArgumentException>(Record.Exception(() => { _ = shared.Pool.Map(AsValueTask, [1]); })).Message, StringComparison.Ordinal);
    }

    private static Task<int> AsTask(int number) => Task.FromResult(number);

    private static ValueTask<int> AsValueTask(int number) => ValueTask.FromResult(number);
}
