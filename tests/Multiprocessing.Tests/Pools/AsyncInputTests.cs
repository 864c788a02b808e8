using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Multiprocessing.Tests.Pools;

/// <summary>Streams over asynchronous inputs: as over others, and the input hears of the end.</summary>
public sealed class AsyncInputTests(PoolOf3 fixture) : IClassFixture<PoolOf3>
{
    private readonly ProcessPool _pool = fixture.Pool;

    [Theory]
    [InlineData(true, 0, 1)]
    [InlineData(true, 100, 1)]
    [InlineData(false, 100, 1)]
    [InlineData(true, 100, 7)]
    [InlineData(false, 100, 1000)]
    public async Task All_results_come(bool isOrdered, int items, int chunk)
    {
        var results = await Stream(isOrdered, Count(items), new TaskOptions { ChunkSize = chunk }).AllSoon();
        Assert.Equal(Enumerable.Range(0, items).Select(static item => item * item), isOrdered ? results : results.Order());
        Assert.Equal(items, (await _pool.WithOptions(new() { ChunkSize = chunk }).StreamAsync(static async item => { await Task.Yield(); return item; }, Count(items)).AllSoon()).Count);
        Assert.Equal(items, (await _pool.WithOptions(new() { Ordered = false, ChunkSize = chunk }).StreamAsync(static (item, _) => item, Count(items)).AllSoon()).Count);
    }

    [Fact]
    public async Task A_channel_is_read_as_it_is_written()
    {
        var channel = Channel.CreateUnbounded<int>();
        await using var results = _pool.StreamAsync(Square, channel.Reader.ReadAllAsync()).GetAsyncEnumerator();
        for (var item = 0; item < 10; item++)
        {
            await channel.Writer.WriteAsync(item);
            Assert.True(await results.MoveNextAsync().Soon());
            Assert.Equal(item * item, results.Current);
        }

        channel.Writer.Complete();
        Assert.False(await results.MoveNextAsync().Soon());
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 8)]
    public async Task An_endless_input_is_read_no_further_than_the_limit(bool isOrdered, int limit)
    {
        var given = new StrongBox<int>();
        await using var results = Stream(isOrdered, Endless(given), new TaskOptions { BufferLimit = limit }).GetAsyncEnumerator();
        for (var taken = 1; taken <= 100; taken++)
        {
            Assert.True(await results.MoveNextAsync().Soon());
            Assert.InRange(Volatile.Read(ref given.Value), taken, taken + limit + 2);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_input_s_token_is_cancelled_when_the_stream_is_left(bool isCancelled)
    {
        using var cancellation = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        var results = _pool.StreamAsync(Square, Waiting(ended), cancellationToken: cancellation.Token).GetAsyncEnumerator();
        Assert.True(await results.MoveNextAsync().Soon());
        if (isCancelled)
        {
            var next = results.MoveNextAsync().AsTask();
            await cancellation.CancelAsync();
            await next.FailsSoon<OperationCanceledException>();
        }

        await results.DisposeAsync();
        await ended.Task.Soon();
    }

    [Fact]
    public async Task What_the_input_throws_comes_after_its_results()
    {
        await using var results = _pool.StreamAsync(Square, Failing()).GetAsyncEnumerator();
        Assert.True(await results.MoveNextAsync().Soon());
        await results.MoveNextAsync().AsTask().FailsSoon<InvalidDataException>();
        Assert.False(await results.MoveNextAsync().Soon());
    }

    [Fact]
    public async Task An_item_that_cannot_cross_fails_where_its_result_would_be()
    {
        await using var results = _pool.StreamAsync(static given => given is null, Objects()).GetAsyncEnumerator();
        Assert.True(await results.MoveNextAsync().Soon());
        await results.MoveNextAsync().AsTask().FailsSoon<ProcessBoundaryException>();
        Assert.True(await results.MoveNextAsync().Soon());
        Assert.True(results.Current);
        Assert.False(await results.MoveNextAsync().Soon());
    }

    private IAsyncEnumerable<int> Stream(bool isOrdered, IAsyncEnumerable<int> items, TaskOptions options) =>
        isOrdered ? _pool.WithOptions(options).StreamAsync(Square, items) : _pool.WithOptions(options).WithOptions(new() { Ordered = false }).StreamAsync(Square, items);

    private static int Square(int item) => item * item;

    private static async IAsyncEnumerable<int> Count(int items)
    {
        for (var item = 0; item < items; item++)
        {
            if (item % 10 == 0) await Task.Yield();
            yield return item;
        }
    }

    private static async IAsyncEnumerable<int> Endless(StrongBox<int> given)
    {
        while (true)
        {
            await Task.Yield();
            yield return Interlocked.Increment(ref given.Value);
        }
    }

    private static async IAsyncEnumerable<int> Waiting(TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken token = default)
    {
        try
        {
            yield return 1;
            await Task.Delay(Timeout.Infinite, token);
        }
        finally
        {
            ended.SetResult();
        }
    }

    private static async IAsyncEnumerable<int> Failing()
    {
        yield return 1;
        await Task.Yield();
        throw new InvalidDataException("input");
    }

    private static async IAsyncEnumerable<object?> Objects()
    {
        yield return null;
        await Task.Yield();
        yield return Thread.CurrentThread;
        yield return null;
    }
}
