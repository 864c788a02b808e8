namespace Multiprocessing.Tests.Pools;

/// <summary>A cap on how many tasks of one call are with workers at once.</summary>
public sealed class ParallelismTests(PoolOf3 shared) : IClassFixture<PoolOf3>
{
    [Theory, InlineData(1), InlineData(2)]
    public async Task Of_a_map(int most)
    {
        using var counts = new SharedArray<int>(2);
        var results = await shared.Pool.WithOptions(new() { ChunkSize = 2, MaxDegreeOfParallelism = most }).MapAsync(Counting(counts), Enumerable.Range(0, 60)).Soon();
        Assert.Equal(Enumerable.Range(0, 60), results);
        Assert.InRange(counts[1], 1, most);
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task Of_a_stream(int most)
    {
        using var counts = new SharedArray<int>(2);
        var results = await shared.Pool.WithOptions(new() { MaxDegreeOfParallelism = most }).StreamAsync(Counting(counts), Enumerable.Range(0, 60)).AllSoon();
        Assert.Equal(Enumerable.Range(0, 60), results);
        Assert.InRange(counts[1], 1, most);
    }

    [Fact]
    public async Task Of_a_stream_of_an_asynchronous_input()
    {
        using var counts = new SharedArray<int>(2);
        var results = await shared.Pool.WithOptions(new() { MaxDegreeOfParallelism = 2 }).StreamAsync(Counting(counts), NumbersAsync(40)).AllSoon();
        Assert.Equal(Enumerable.Range(0, 40), results);
        Assert.InRange(counts[1], 1, 2);
    }

    [Fact]
    public void At_least_one_must_run() => Assert.Throws<ArgumentOutOfRangeException>(() => new TaskOptions { MaxDegreeOfParallelism = 0 });

    private static async IAsyncEnumerable<int> NumbersAsync(int count)
    {
        for (var number = 0; number < count; number++)
        {
            await Task.Yield();
            yield return number;
        }
    }

    private static Func<int, int> Counting(SharedArray<int> counts) => number =>
    {
        var now = Interlocked.Increment(ref counts.Span[0]);
        for (var most = Volatile.Read(ref counts.Span[1]); now > most; most = Volatile.Read(ref counts.Span[1])) Interlocked.CompareExchange(ref counts.Span[1], now, most);
        Thread.Sleep(2);
        Interlocked.Decrement(ref counts.Span[0]);
        return number;
    };
}
