namespace Multiprocessing.Tests.Pools;

/// <summary>Arguments and results that are too large for a message, as memory and as graphs, alone and many at once.</summary>
public sealed class LargeValueTests(PoolOf3 fixture) : IClassFixture<PoolOf3>
{
    private readonly ProcessPool _pool = fixture.Pool;

    // Around what goes in one message, around what goes at once, and far beyond.
    public static TheoryData<int> Sizes => [8183, 8184, 8185, 8192, 8193, 64 << 10, (64 << 10) + 1, 1 << 20, 16 << 20, 64 << 20];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Raw_arrays_cross_both_ways(int size)
    {
        var bytes = Noise(size);
        Same(bytes, await _pool.RunAsync(static given => given, bytes).Soon());
        Assert.Equal(Sum(bytes), await _pool.RunAsync(static given => Sum(given), bytes).Soon());
        Same(bytes, await _pool.RunAsync(static length => Noise(length), size).Soon());
        Same(bytes, await InTime.Call(() => _pool.Run(static given => given, bytes)));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Graphs_cross_both_ways(int size)
    {
        var texts = Texts(size);
        Assert.Equal(texts, await _pool.RunAsync(static given => given, texts).Soon());
        Assert.Equal(texts, await _pool.RunAsync(static length => Texts(length), size).Soon());
        Assert.Equal(texts, await _pool.RunAsync(Returning(texts)).Soon());
    }

    [Theory]
    [InlineData(64 << 10)]
    [InlineData(1 << 20)]
    [InlineData(8 << 20)]
    public async Task Many_large_values_cross_at_once(int size)
    {
        var arrays = Enumerable.Range(0, 12).Select(item => Noise(size + item)).ToArray();
        var results = await Task.WhenAll(arrays.Select(bytes => _pool.RunAsync(static given => given, bytes))).Soon();
        for (var item = 0; item < arrays.Length; item++) Same(arrays[item], results[item]);
        var mapped = await _pool.WithOptions(new() { ChunkSize = 5 }).MapAsync(static given => given, arrays).Soon();
        for (var item = 0; item < arrays.Length; item++) Same(arrays[item], mapped[item]);
        var next = 0;
        await foreach (var result in _pool.WithOptions(new() { BufferLimit = 3 }).StreamAsync(static given => given, arrays).EachSoon()) Same(arrays[next++], result);
        Assert.Equal(arrays.Length, next);
    }

    [Fact]
    public async Task A_large_map_of_numbers_is_put_where_it_belongs()
    {
        var numbers = Enumerable.Range(0, 3_000_000).ToArray();
        foreach (var chunk in (int?[])[null, 999_999, 3_000_000])
        {
            var results = await _pool.WithOptions(new() { ChunkSize = chunk }).MapAsync(static number => number * 2L, numbers).Soon();
            for (var index = 0; index < results.Length; index++) Assert.Equal(index * 2L, results[index]);
        }
    }

    [Fact]
    public async Task A_large_captured_array_is_there_for_each_item()
    {
        var bytes = Noise(8 << 20);
        var results = await _pool.WithOptions(new() { ChunkSize = 10 }).MapAsync(Looking(bytes), Enumerable.Range(0, 1000)).Soon();
        for (var index = 0; index < results.Length; index++) Assert.Equal(bytes[index * 1000], results[index]);
    }

    [Fact]
    public async Task An_argument_is_as_it_was_when_it_was_submitted()
    {
        using var gate = new Gate();
        using var pool = new ProcessPool(1);
        var occupied = gate.Occupy(pool);
        var bytes = Noise(1 << 20);
        var sum = Sum(bytes);
        var task = pool.RunAsync(Sum, bytes);
        Array.Clear(bytes);
        gate.Open();
        await Task.WhenAll(occupied).Soon();
        Assert.Equal(sum, await task.Soon());
    }

    private static void Same(byte[] expected, byte[] actual) => Assert.True(expected.AsSpan().SequenceEqual(actual));

    private static byte[] Noise(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static string[] Texts(int size) =>
        [.. Enumerable.Range(0, Math.Max(1, size / 2000)).Select(static item => new string((char)('a' + (item % 26)), 1000))];

    private static long Sum(byte[] bytes)
    {
        var sum = 0L;
        foreach (var number in bytes) sum += number;
        return sum;
    }

    private static Func<T> Returning<T>(T value) => () => value;

    private static Func<int, byte> Looking(byte[] bytes) => index => bytes[index * 1000];
}
