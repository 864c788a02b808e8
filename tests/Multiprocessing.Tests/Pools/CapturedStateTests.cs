using Multiprocessing.Pools.Functions;

namespace Multiprocessing.Tests.Pools;

/// <summary>
/// A lambda that captures the handle of a state and nothing else is known to workers for good, like one that captures nothing.
/// </summary>
public sealed class CapturedStateTests
{
    [Fact]
    public async Task Each_call_makes_it_anew_and_it_is_the_same()
    {
        using var pool = new ProcessPool<int>(static () => 40, new ProcessPoolOptions { MaxWorkers = 1 });
        var known = Find(Reading(pool.State));
        Assert.NotNull(known);
        Assert.Same(known, Find(Reading(pool.State)));
        for (var round = 0; round < 3; round++) Assert.Equal(40, await pool.RunAsync(Reading(pool.State)).Soon());
    }

    [Fact]
    public async Task Those_of_two_pools_are_two()
    {
        using var one = new ProcessPool<int>(static () => 1, new ProcessPoolOptions { MaxWorkers = 1 });
        using var two = new ProcessPool<int>(static () => 2, new ProcessPoolOptions { MaxWorkers = 1 });
        Assert.NotSame(Find(Reading(one.State)), Find(Reading(two.State)));
        Assert.Equal((1, 2), (await one.RunAsync(Reading(one.State)).Soon(), await two.RunAsync(Reading(two.State)).Soon()));
    }

    [Fact]
    public async Task What_captures_more_is_another_one_each_time()
    {
        using var pool = new ProcessPool<int>(static () => 40, new ProcessPoolOptions { MaxWorkers = 1 });
        foreach (var more in (int[])[1, 2])
        {
            Assert.Null(Find(Adding(pool.State, more)));
            Assert.Equal(40 + more, await pool.RunAsync(Adding(pool.State, more)).Soon());
        }
    }

    [Fact]
    public async Task A_handle_that_has_travelled_serves_too()
    {
        using var pool = new ProcessPool<int>(static () => 40, new ProcessPoolOptions { MaxWorkers = 1 });
        var back = await pool.RunAsync(static state => state, pool.State).Soon();
        Assert.Equal(40, await pool.RunAsync(Reading(back)).Soon());
    }

    private static CachedFunction? Find(Func<int> function) =>
        CachedFunction.FindLasting(function, static function => new Function0<int>(function));

    private static Func<int> Reading(WorkerState<int> state) => () => state.Value;

    private static Func<int> Adding(WorkerState<int> state, int more) => () => state.Value + more;
}
