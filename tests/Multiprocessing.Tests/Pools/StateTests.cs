namespace Multiprocessing.Tests.Pools;

/// <summary>Each worker makes its state once, and every function is given it.</summary>
public sealed class StateTests
{
    [Fact]
    public async Task The_state_is_made_once_in_each_worker_and_goes_on()
    {
        using var made = new SharedValue<int>();
        await using var pool = Make(made, 1);
        Assert.Equal(1, await pool.RunAsync(static counter => ++counter.Count).Soon());
        Assert.Equal(2, await pool.RunAsync(static async counter => { await Task.Yield(); return ++counter.Count; }).Soon());
        Assert.Equal(12, await pool.RunAsync(static (counter, more) => counter.Count += more, 10).Soon());
        Assert.Equal(13, await pool.RunAsync(static async (counter, more) => { await Task.Yield(); return counter.Count += more; }, 1).Soon());
        Assert.Equal([14, 15, 16], await pool.MapAsync(static (counter, more) => counter.Count += more, [1, 1, 1]).Soon() as IEnumerable<int>);
        Assert.Equal([17], await pool.MapAsync(static async (counter, more) => { await Task.Yield(); return counter.Count += more; }, [1]).Soon() as IEnumerable<int>);
        Assert.Equal([18, 19], await pool.IMap(static (counter, more) => counter.Count += more, Items(1, 1)).AllSoon());
        Assert.Equal([20], await pool.IMap(static async (counter, more) => { await Task.Yield(); return counter.Count += more; }, Items(1)).AllSoon());
        Assert.Equal([21], await pool.IMapUnordered(static (counter, more) => counter.Count += more, Items(1)).AllSoon());
        Assert.Equal([22], await pool.IMapUnordered(static async (counter, more) => { await Task.Yield(); return counter.Count += more; }, Items(1)).AllSoon());
        Assert.Equal([23], await pool.IMap(static (counter, more) => counter.Count += more, Later(1)).AllSoon());
        Assert.Equal([24], await pool.IMap(static async (counter, more) => { await Task.Yield(); return counter.Count += more; }, Later(1)).AllSoon());
        Assert.Equal([25], await pool.IMapUnordered(static (counter, more) => counter.Count += more, Later(1)).AllSoon());
        Assert.Equal([26], await pool.IMapUnordered(static async (counter, more) => { await Task.Yield(); return counter.Count += more; }, Later(1)).AllSoon());
        Assert.Equal(1, made.Value);
        Assert.Equal(5, await pool.Pool.RunAsync(static () => 5).Soon());
    }

    [Fact]
    public async Task Each_worker_has_a_state_of_its_own_and_a_new_one_makes_it_again()
    {
        using var made = new SharedValue<int>();
        await using var pool = Make(made, 2, 1);
        for (var task = 0; task < 6; task++) Assert.Equal(1, await pool.RunAsync(static counter => ++counter.Count).Soon());
        Assert.InRange(made.Value, 6, 8);
    }

    [Fact]
    public async Task The_initializer_comes_before_the_state()
    {
        await using var pool = new ProcessPool<string>(static () => $"{Status.Text} state", new ProcessPoolOptions { Workers = 1, Initializer = static () => Status.Text = "initialized" });
        Assert.Equal("initialized state", await pool.RunAsync(static state => state).Soon());
    }

    [Fact]
    public async Task The_state_need_not_be_able_to_travel()
    {
        await using var pool = new ProcessPool<Stream>(static () => File.OpenRead("/proc/self/stat"), new ProcessPoolOptions { Workers = 1 });
        Assert.True(await pool.RunAsync(static stream => stream.CanRead).Soon());
        await pool.RunAsync(static stream => stream).FailsSoon<ProcessBoundaryException>();
    }

    [Fact]
    public async Task A_state_of_a_value_type_is_given_too()
    {
        await using var pool = new ProcessPool<int>(static () => 40, new ProcessPoolOptions { Workers = 1 });
        Assert.Equal(42, await pool.RunAsync(static (state, more) => state + more, 2).Soon());
    }

    [Fact]
    public async Task What_making_the_state_throws_breaks_the_pool()
    {
        await using var pool = new ProcessPool<int>(Fail, new ProcessPoolOptions { Workers = 1, MaximumStartFailures = 2 });
        var thrown = await SubmitAsync(pool).FailsSoon<ProcessPoolBrokenException>();
        Assert.Equal("no model", Assert.IsType<InvalidDataException>(thrown.InnerException).Message);
    }

    [Fact]
    public void Making_the_state_must_be_given() => Assert.Throws<ArgumentNullException>(() => new ProcessPool<int>(null!));

    [Fact]
    public async Task It_is_disposed_of_as_its_pool()
    {
        ProcessPool<int> pool;
        using (pool = new ProcessPool<int>(static () => 1, new ProcessPoolOptions { Workers = 1 })) Assert.Equal(1, await pool.RunAsync(static state => state).Soon());
        Assert.True(pool.Pool.Join(TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(() => { _ = pool.RunAsync(static state => state); });
    }

    private static ProcessPool<Counter> Make(SharedValue<int> made, int workers, int? tasks = null) => new(
        () =>
        {
            Interlocked.Increment(ref made.Value);
            return new Counter();
        },
        new ProcessPoolOptions { Workers = workers, MaximumTasksPerWorker = tasks });

    private static int Fail() => throw new InvalidDataException("no model");

    private static async Task SubmitAsync(ProcessPool<int> pool) => await pool.RunAsync(static state => state);

    private static int[] Items(params int[] items) => items;

    private static async IAsyncEnumerable<int> Later(params int[] items)
    {
        foreach (var item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }

    private static class Status
    {
        internal static string? Text { get; set; }
    }

    private sealed class Counter
    {
        public int Count { get; set; }
    }
}
