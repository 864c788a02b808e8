using Multiprocessing.Tests.Pools;

namespace Multiprocessing.Tests.CallShapes;

/// <summary>
/// 150 ways to write a call: they compile, bind to what a reader takes them for, and do it. A pool, a view of it and a pool with states
/// take the same.
/// </summary>
public sealed class CallShapeTests(PoolOf3 shared) : IClassFixture<PoolOf3>
{
    public static TheoryData<string> Runs => [.. PoolRunShapes.All.Keys];

    public static TheoryData<string> Manies => [.. PoolManyShapes.All.Keys];

    public static TheoryData<string> Processes => [.. ProcessShapes.All.Keys];

    [Theory, MemberData(nameof(Runs))]
    public Task One_function_in_a_pool(string shape) => PoolRunShapes.All[shape].RunAsync(shared.Pool);

    [Theory, MemberData(nameof(Manies))]
    public Task Many_items_in_a_pool(string shape) => PoolManyShapes.All[shape].RunAsync(shared.Pool);

    [Theory, MemberData(nameof(Processes))]
    public Task A_process_of_its_own(string shape) => ProcessShapes.All[shape].RunAsync(null);

    [Fact]
    public async Task On_a_pool_with_states_and_on_a_view()
    {
        using var pool = new ProcessPool<int>(static () => 5, new ProcessPoolOptions { MaxWorkers = 2 });
        foreach (var shape in PoolRunShapes.All.Values.Concat(PoolManyShapes.All.Values))
        {
            await shape.RunAsync(pool);
            await shape.RunAsync(pool.WithOptions(new() { Priority = 1 }));
        }
    }

    [Fact]
    public void There_are_150() => Assert.True(PoolRunShapes.All.Count + PoolManyShapes.All.Count + ProcessShapes.All.Count >= 150);
}
