using Multiprocessing.Python;
using Multiprocessing.Tests.Pools;

namespace Multiprocessing.Tests.Conformance;

/// <summary>
/// The rules of Python's <c>map</c>, <c>map_async</c> and <c>starmap</c> (<c>_TestPool</c>, <c>ProcessPoolExecutorTest</c>).
/// </summary>
public sealed class PoolMapRulesTests(PoolOf3 fixture) : IClassFixture<PoolOf3>
{
    private readonly ProcessPool _pool = fixture.Pool;

    public static TheoryData<int, int?> Sizes
    {
        get
        {
            var data = new TheoryData<int, int?>();
            foreach (var items in (int[])[0, 1, 2, 10, 40, 100, 1000])
            {
                foreach (var chunk in (int?[])[null, 1, 6, 20, 50, 1000, int.MaxValue]) data.Add(items, chunk);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Map_gives_all_results_in_order(int items, int? chunk)
    {
        var options = new TaskOptions { ChunkSize = chunk };
        int[] expected = [.. Enumerable.Range(0, items).Select(Square)];
        Assert.Equal(expected, await InTime.Call(() => _pool.WithOptions(options).Map(Square, Enumerable.Range(0, items))));
        Assert.Equal(expected, await _pool.WithOptions(options).MapAsync(Square, Enumerable.Range(0, items)).Soon());
        Assert.Equal(expected, await _pool.WithOptions(options).MapAsync(Square, Enumerable.Range(0, items).ToArray()).Soon());
        Assert.Equal(expected, await _pool.WithOptions(options).MapAsync(Square, Enumerable.Range(0, items).ToList()).Soon());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Map_of_references_gives_all_results_in_order(int items, int? chunk)
    {
        var options = new TaskOptions { ChunkSize = chunk };
        string[] input = [.. Enumerable.Range(0, items).Select(static number => $"{number}")];
        Assert.Equal(input.Select(static text => text + "!"), await _pool.WithOptions(options).MapAsync(static text => text + "!", input).Soon());
        Assert.Equal(input.Select(static text => text.Length), await _pool.WithOptions(options).MapAsync(static text => text.Length, input).Soon());
        Assert.Equal(input, await _pool.WithOptions(options).MapAsync(static number => $"{number}", Enumerable.Range(0, items)).Soon());
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(100, 20)]
    [InlineData(0, 1)]
    [InlineData(7, 3)]
    public async Task StarMap_spreads_pairs(int items, int? chunk)
    {
        var options = new TaskOptions { ChunkSize = chunk };
        (int, int)[] pairs = [.. Enumerable.Range(0, items).Select(static number => (number, 99 - number))];
        var products = pairs.Select(static pair => pair.Item1 * pair.Item2);
        Assert.Equal(products, await InTime.Call(() => _pool.WithOptions(options).StarMap(static (int left, int right) => left * right, pairs)));
        Assert.Equal(products, await _pool.WithOptions(options).StarMapAsync(static (int left, int right) => left * right, pairs).Soon());
        Assert.Equal(products, await _pool.WithOptions(options).MapAsync(static async pair => { await Task.Yield(); return pair.Item1 * pair.Item2; }, pairs).Soon());
    }

    [Fact]
    public async Task Callbacks_are_given_all_results_or_the_failure()
    {
        var calls = new List<object>();
        Assert.Equal(new[] { 1 }.AsEnumerable(), await _pool.MapAsync(int.Parse, ["1"], callback: calls.Add, errorCallback: calls.Add).Soon());
        Assert.Equal([1], Assert.IsType<int[]>(Assert.Single(calls)));
        var failing = _pool.MapAsync(int.Parse, ["a"], callback: calls.Add, errorCallback: calls.Add);
        await Assert.ThrowsAsync<FormatException>(() => failing.Soon());
        Assert.Equal(2, calls.Count);
        Assert.IsType<FormatException>(calls[1]);
    }

    [Fact]
    public async Task Items_that_cannot_cross_fail_the_map_and_hang_nobody()
    {
        for (var round = 0; round < 3; round++)
        {
            var failing = _pool.MapAsync(static (Stream stream) => stream.Length, Enumerable.Repeat<Stream>(new MemoryStream(), 10));
            Assert.Contains(nameof(MemoryStream), (await failing.FailsSoon<ProcessBoundaryException>()).Message, StringComparison.Ordinal);
        }

        Assert.Equal(49, await _pool.RunAsync(Square, 7).Soon());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(10, 3)]
    [InlineData(10, 9)]
    public void What_the_input_throws_is_thrown_to_the_caller(int items, int failing)
    {
        for (var round = 0; round < 2; round++)
        {
            Assert.Throws<SayWhenException>(() => _pool.WithOptions(new() { ChunkSize = 1 }).Map(Square, Failing(items, failing)));
            Assert.Throws<SayWhenException>(() => { _ = _pool.MapAsync(Square, Failing(items, failing)); });
        }
    }

    // Python's map_no_failfast: all items are done before the failure is thrown.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(24)]
    [InlineData(null)]
    public async Task All_items_are_done_before_a_map_fails(int? chunk)
    {
        const int Items = 24;
        using var done = new SharedArray<int>(Items);
        var map = _pool.WithOptions(new() { ChunkSize = chunk }).MapAsync(
            item =>
            {
                Interlocked.Exchange(ref done.Span[item], 1);
                return item % 5 == 2 ? throw new InvalidDataException($"{item}") : item;
            },
            Enumerable.Range(0, Items));
        var thrown = await map.FailsSoon<InvalidDataException>();
        Assert.Equal("2", thrown.Message);
        Assert.Equal(Items, done.ToArray().Sum());
    }

    [Fact]
    public async Task Failures_larger_than_a_pipe_do_not_hang_a_map()
    {
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => _pool.MapAsync(ThrowMuch, [0, 1]).Soon());
        Assert.Equal(1 << 20, thrown.Message.Length);
    }

    [Fact]
    public async Task The_first_failure_by_place_counts_not_the_first_in_time()
    {
        using var second = new SharedEvent();
        Func<int, int> fail = item =>
        {
            if (item == 0) second.Wait();
            else second.Set();
            throw new InvalidDataException($"{item}");
        };
        var thrown = await _pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(fail, [0, 1]).FailsSoon<InvalidDataException>();
        Assert.Equal("0", thrown.Message);
    }

    private static int ThrowMuch(int item) => throw new InvalidDataException(new string('x', 1 << 20));

    private static int Square(int number) => number * number;

    private static IEnumerable<int> Failing(int items, int at)
    {
        for (var item = 0; item < items; item++)
        {
            if (item == at) throw new SayWhenException();
            yield return item;
        }
    }
}
