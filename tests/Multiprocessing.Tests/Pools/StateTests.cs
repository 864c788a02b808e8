namespace Multiprocessing.Tests.Pools;

/// <summary>Each worker makes its state once, and every function is given it.</summary>
public sealed class StateTests
{
    [Fact]
    public async Task The_state_is_made_once_in_each_worker_and_goes_on()
    {
        using var made = new SharedValue<int>();
        await using var pool = Make(made, 1);
        var state = pool.State;
        Func<int, int> add = more => state.Value.Count += more;
        Func<int, Task<int>> addLater = async more => { await Task.Yield(); return state.Value.Count += more; };
        var asTheyCome = pool.WithOptions(new() { Ordered = false });
        Assert.Equal(1, await pool.RunAsync(() => ++state.Value.Count).Soon());
        Assert.Equal(2, await pool.RunAsync(async () => { await Task.Yield(); return ++state.Value.Count; }).Soon());
        Assert.Equal(12, await pool.RunAsync(add, 10).Soon());
        Assert.Equal(13, await pool.RunAsync(addLater, 1).Soon());
        Assert.Equal([14, 15, 16], await pool.MapAsync(add, [1, 1, 1]).Soon() as IEnumerable<int>);
        Assert.Equal([17], await pool.MapAsync(addLater, [1]).Soon() as IEnumerable<int>);
        Assert.Equal([18, 19], await pool.StreamAsync(add, Items(1, 1)).AllSoon());
        Assert.Equal([20], await pool.StreamAsync(addLater, Items(1)).AllSoon());
        Assert.Equal([21], await asTheyCome.StreamAsync(add, Items(1)).AllSoon());
        Assert.Equal([22], await asTheyCome.StreamAsync(addLater, Items(1)).AllSoon());
        Assert.Equal([23], await pool.StreamAsync(add, Later(1)).AllSoon());
        Assert.Equal([24], await pool.StreamAsync(addLater, Later(1)).AllSoon());
        Assert.Equal([25], await asTheyCome.StreamAsync(add, Later(1)).AllSoon());
        Assert.Equal([26], await asTheyCome.StreamAsync(addLater, Later(1)).AllSoon());
        Assert.Equal(1, made.Value);
        Assert.Equal(5, await pool.RunAsync(static () => 5).Soon());
    }

    [Fact]
    public async Task Each_worker_has_a_state_of_its_own_and_a_new_one_makes_it_again()
    {
        using var made = new SharedValue<int>();
        await using var pool = Make(made, 2, 1);
        var state = pool.State;
        for (var task = 0; task < 6; task++) Assert.Equal(1, await pool.RunAsync(() => ++state.Value.Count).Soon());
        Assert.InRange(made.Value, 6, 8);
    }

    [Fact]
    public async Task The_initializer_comes_before_the_state()
    {
        using var pool = new ProcessPool<string>(static () => $"{Status.Text} state", new ProcessPoolOptions { MaxWorkers = 1, Initializer = static () => Status.Text = "initialized" });
        var state = pool.State;
        Assert.Equal("initialized state", await pool.RunAsync(() => state.Value).Soon());
    }

    [Fact]
    public async Task The_state_need_not_be_able_to_travel()
    {
        using var pool = new ProcessPool<SemaphoreSlim>(static () => new SemaphoreSlim(5), new ProcessPoolOptions { MaxWorkers = 1 });
        var semaphore = pool.State;
        Assert.Equal(5, await pool.RunAsync(() => semaphore.Value.CurrentCount).Soon());
        await pool.RunAsync(() => semaphore.Value).FailsSoon<ProcessBoundaryException>();
    }

    [Fact]
    public async Task A_state_of_a_value_type_is_given_too()
    {
        using var pool = new ProcessPool<int>(static () => 40, new ProcessPoolOptions { MaxWorkers = 1 });
        var state = pool.State;
        Assert.Equal(42, await pool.RunAsync(more => state.Value + more, 2).Soon());
    }

    [Fact]
    public async Task What_making_the_state_throws_breaks_the_pool()
    {
        using var pool = new ProcessPool<int>(Fail, new ProcessPoolOptions { MaxWorkers = 1, MaxStartFailures = 2 });
        var thrown = await SubmitAsync(pool).FailsSoon<ProcessPoolBrokenException>();
        Assert.Equal("no model", Assert.IsType<InvalidDataException>(thrown.InnerException).Message);
    }

    [Fact]
    public void Making_the_state_must_be_given() => Assert.Throws<ArgumentNullException>(() => new ProcessPool<int>(null!));

    [Fact]
    public async Task It_is_disposed_of_as_its_pool()
    {
        ProcessPool<int> pool;
        using (pool = new ProcessPool<int>(static () => 1, new ProcessPoolOptions { MaxWorkers = 1 })) Assert.Equal(1, await pool.RunAsync(static () => 1).Soon());
        Assert.True(pool.ShutdownAsync().IsCompletedSuccessfully);
        Assert.Throws<ObjectDisposedException>(() => { _ = pool.RunAsync(static () => 1); });
    }

    [Fact]
    public async Task The_state_is_in_the_workers_only()
    {
        using var pool = new ProcessPool<int>(static () => 40, new ProcessPoolOptions { MaxWorkers = 1 });
        Assert.Contains("no worker of the pool whose state this is", Assert.Throws<InvalidOperationException>(() => pool.State.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_pool_s_workers_do_not_have_it_though_theirs_is_of_the_same_type()
    {
        using var pool = new ProcessPool<int>(static () => 40, new ProcessPoolOptions { MaxWorkers = 1 });
        using var other = new ProcessPool<int>(static () => 50, new ProcessPoolOptions { MaxWorkers = 1 });
        var (state, others) = (pool.State, other.State);
        Assert.Equal(90, await pool.RunAsync(() => state.Value).Soon() + await other.RunAsync(() => others.Value).Soon());
        await other.RunAsync(() => state.Value).FailsSoon<InvalidOperationException>();
    }

    [Fact]
    public async Task A_pool_that_is_captured_is_refused_with_what_to_do()
    {
        using var pool = new ProcessPool<int>(static () => 40, new ProcessPoolOptions { MaxWorkers = 1 });
        var thrown = Assert.Throws<ProcessBoundaryException>(() => { Captured(pool); });
        Assert.Contains("'pool'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("put its State into a local variable, and capture that", thrown.Message, StringComparison.Ordinal);
    }

    private static void Captured(ProcessPool<int> pool) => _ = pool.RunAsync(() => pool.State.Value);

    private static ProcessPool<Counter> Make(SharedValue<int> made, int workers, int? tasks = null) => new(
        () =>
        {
            Interlocked.Increment(ref made.Value);
            return new Counter();
        },
        new ProcessPoolOptions { MaxWorkers = workers, MaxTasksPerWorker = tasks });

    private static int Fail() => throw new InvalidDataException("no model");

    private static async Task SubmitAsync(ProcessPool<int> pool) => await pool.RunAsync(static () => 1);

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
