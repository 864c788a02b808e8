using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Pools;

/// <summary>
/// What .NET's own side of maps adds to Python's: any input, asynchronous functions, progress, chunks that the pool chooses.
/// </summary>
public sealed class MapTests(PoolOf3 fixture) : IClassFixture<PoolOf3>
{
    private readonly ProcessPool _pool = fixture.Pool;

    [Fact]
    public async Task An_array_of_a_derived_type_is_mapped_as_one_of_its_base_type()
    {
        IEnumerable<object> objects = new string[] { "a", "b" };
        Assert.Equal(["a", "b"], await _pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(static given => $"{given}", objects).Soon() as IEnumerable<string>);
        IEnumerable<uint> numbers = (uint[])(object)new[] { 1, 2 };
        Assert.Equal([2u, 3u], await _pool.MapAsync(static given => given + 1, numbers).Soon() as IEnumerable<uint>);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(null)]
    public async Task An_asynchronous_function_is_mapped(int? chunk)
    {
        var options = new TaskOptions { ChunkSize = chunk };
        var expected = Enumerable.Range(1, 40);
        Assert.Equal(expected, await _pool.WithOptions(options).MapAsync(Later, Enumerable.Range(0, 40)).Soon());
        Assert.Equal(expected, await _pool.WithOptions(options).StreamAsync(Later, Enumerable.Range(0, 40)).AllSoon());
        Assert.Equal(expected, (await _pool.WithOptions(options).WithOptions(new() { Ordered = false }).StreamAsync(Later, Enumerable.Range(0, 40)).AllSoon()).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(null)]
    public async Task A_map_tells_how_many_items_are_done_before_it_is(int? chunk)
    {
        var told = new Told();
        await _pool.WithOptions(new() { ChunkSize = chunk, Progress = told }).MapAsync(static item => item, Enumerable.Range(0, 50)).Soon();
        var reports = told.Reports;
        Assert.Equal(50, reports[^1]);
        Assert.Equal(reports.Order().Distinct(), reports);
        if (chunk is { } size) Assert.Equal((50 + size - 1) / size, reports.Length);
    }

    [Fact]
    public async Task Items_that_failed_are_done_too()
    {
        var told = new Told();
        await _pool.WithOptions(new() { ChunkSize = 1, Progress = told }).MapAsync(ThrowAtOdd, Enumerable.Range(0, 10)).FailsSoon<FormatException>();
        Assert.Equal(Enumerable.Range(1, 10), told.Reports);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(6, true)]
    [InlineData(6, false)]
    public async Task A_stream_tells_how_many_items_are_done(int chunk, bool isOrdered)
    {
        var told = new Told();
        var options = new TaskOptions { ChunkSize = chunk, Progress = told };
        var stream = isOrdered ? _pool.WithOptions(options).StreamAsync(static item => item, Enumerable.Range(0, 20)) : _pool.WithOptions(options).WithOptions(new() { Ordered = false }).StreamAsync(static item => item, Enumerable.Range(0, 20));
        Assert.Equal(20, (await stream.AllSoon()).Count);
        Eventually.IsTrue(() => told.Reports is [.., 20]);
        Assert.Equal((20 + chunk - 1) / chunk, told.Reports.Length);
    }

    [Fact]
    public async Task A_progress_receiver_that_throws_stops_nothing()
    {
        Assert.Equal(Enumerable.Range(0, 10), await _pool.WithOptions(new() { ChunkSize = 1, Progress = new Throwing() }).MapAsync(static item => item, Enumerable.Range(0, 10)).Soon());
    }

    [Fact]
    public async Task Items_of_very_different_length_are_shared_among_the_workers()
    {
        using var longOne = new SharedEvent();
        using var others = new SharedValue<int>();
        Func<int, int> function = item =>
        {
            if (item == 0)
            {
                longOne.Wait();
                return 0;
            }

            // The long one ends when all others are done, wherever they were sent first.
            if (Interlocked.Increment(ref others.Value) == 299) longOne.Set();
            return item;
        };
        Assert.Equal(Enumerable.Range(0, 300), await _pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(function, Enumerable.Range(0, 300)).Soon());
    }

    [Fact]
    public async Task A_task_behind_a_long_one_goes_to_an_idle_worker()
    {
        using var pool = new ProcessPool(2);
        // Short tasks teach the pool to send many ahead.
        await pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(static item => item, Enumerable.Range(0, 2000)).Soon();
        using var gate = new Gate();
        var occupied = gate.Occupy(pool);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(item => pool.RunAsync(static given => given, item))).Soon();
        await InTime.Call(() => Assert.Equal(7, pool.Run(static () => 7)));
        gate.Open();
        await Task.WhenAll(occupied).Soon();
    }

    [Fact]
    public async Task Nothing_is_null_where_something_must_be()
    {
        Assert.Throws<ArgumentNullException>(() => { _ = _pool.RunAsync((Func<int>)null!); });
        Assert.Throws<ArgumentNullException>(() => _pool.Run((Func<int>)null!));
        Assert.Throws<ArgumentNullException>(() => { _ = _pool.MapAsync((Func<int, int>)null!, [1]); });
        Assert.Throws<ArgumentNullException>(() => { _ = _pool.MapAsync(static item => item, (int[])null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = _pool.StreamAsync(static item => item, (IEnumerable<int>)null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = _pool.StreamAsync(static item => item, (IAsyncEnumerable<int>)null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = _pool.WithOptions(new() { Ordered = false }).StreamAsync((Func<int, int>)null!, [1]); });
        Assert.Equal(1, await _pool.RunAsync(static () => 1).Soon());
    }

    private static async Task<int> Later(int item)
    {
        await Task.Yield();
        return item + 1;
    }

    private static int ThrowAtOdd(int item) => item % 2 == 0 ? item : throw new FormatException($"{item}");

    private sealed class Told : IProgress<int>
    {
        private readonly List<int> _reports = [];

        public int[] Reports
        {
            get
            {
                lock (_reports) return [.. _reports];
            }
        }

        public void Report(int value)
        {
            lock (_reports) _reports.Add(value);
        }
    }

    private sealed class Throwing : IProgress<int>
    {
        public void Report(int value) => throw new InvalidOperationException("no");
    }
}
