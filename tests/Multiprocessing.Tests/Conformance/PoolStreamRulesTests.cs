using System.Collections.Concurrent;
using Multiprocessing.Tests.Pools;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Conformance;

/// <summary>
/// The rules of Python's <c>imap</c> and <c>imap_unordered</c> (<c>_TestPool</c>), and what they do not have: an input that is read no
/// faster than its results are taken.
/// </summary>
public sealed class PoolStreamRulesTests(PoolOf3 fixture) : IClassFixture<PoolOf3>
{
    private readonly ProcessPool _pool = fixture.Pool;

    public static TheoryData<bool, int, int> Sizes
    {
        get
        {
            var data = new TheoryData<bool, int, int>();
            foreach (var isOrdered in (bool[])[true, false])
            {
                foreach (var items in (int[])[0, 1, 10, 1000]) data.AddRange((isOrdered, items, 1), (isOrdered, items, 7), (isOrdered, items, 100), (isOrdered, items, 5000));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_stream_gives_each_result_once(bool isOrdered, int items, int chunk)
    {
        var expected = Enumerable.Range(0, items).Select(Square);
        var results = await Stream(isOrdered, Enumerable.Range(0, items), chunk).AllSoon();
        Assert.Equal(expected, isOrdered ? results : results.Order());
        var waited = await InTime.Call(() => Stream(isOrdered, Enumerable.Range(0, items), chunk).ToBlockingEnumerable().ToList());
        Assert.Equal(expected, isOrdered ? waited : waited.Order());
    }

    [Theory]
    [InlineData(true, 1, 0, 1)]
    [InlineData(false, 1, 0, 1)]
    [InlineData(true, 10, 3, 1)]
    [InlineData(false, 10, 3, 1)]
    [InlineData(true, 20, 7, 2)]
    [InlineData(true, 20, 7, 4)]
    [InlineData(false, 20, 7, 4)]
    public async Task What_the_input_throws_comes_after_the_results_of_what_it_gave(bool isOrdered, int items, int at, int chunk)
    {
        for (var round = 0; round < 2; round++)
        {
            await using var results = Stream(isOrdered, Failing(items, at), chunk).GetAsyncEnumerator();
            var taken = new List<int>();
            await Assert.ThrowsAsync<SayWhenException>(async () =>
            {
                while (await results.MoveNextAsync().Soon()) taken.Add(results.Current);
            });
            // What did not fill a chunk is not sent, as in Python.
            Assert.Equal(Enumerable.Range(0, at / chunk * chunk).Select(Square), taken.Order());
            Assert.False(await results.MoveNextAsync().Soon());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_is_thrown_where_its_result_would_be_and_the_stream_goes_on(bool isOrdered)
    {
        var options = new TaskOptions { ChunkSize = 1 };
        var stream = isOrdered ? _pool.WithOptions(options).StreamAsync(ThrowsAtOdd, Enumerable.Range(0, 10)) : _pool.WithOptions(options).WithOptions(new() { Ordered = false }).StreamAsync(ThrowsAtOdd, Enumerable.Range(0, 10));
        await using var results = stream.GetAsyncEnumerator();
        var (taken, failures) = (new List<int>(), new List<int>());
        for (var place = 0; place < 10; place++)
        {
            try
            {
                Assert.True(await results.MoveNextAsync().Soon());
                taken.Add(results.Current);
                if (isOrdered) Assert.Equal(place, results.Current);
            }
            catch (InvalidDataException failure)
            {
                failures.Add(int.Parse(failure.Message, null));
                if (isOrdered) Assert.Equal(place, failures[^1]);
            }
        }

        Assert.False(await results.MoveNextAsync().Soon());
        Assert.Equal([0, 2, 4, 6, 8], taken.Order());
        Assert.Equal([1, 3, 5, 7, 9], failures.Order());
    }

    [Theory]
    [InlineData(true, 1, 1)]
    [InlineData(false, 1, 1)]
    [InlineData(true, 16, 1)]
    [InlineData(false, 16, 1)]
    [InlineData(true, 20, 5)]
    [InlineData(true, 3, 5)]
    public async Task An_endless_input_is_read_no_further_than_the_limit(bool isOrdered, int limit, int chunk)
    {
        var given = 0;
        var options = new TaskOptions { ChunkSize = chunk, BufferLimit = limit };
        var stream = isOrdered ? _pool.WithOptions(options).StreamAsync(Square, Endless()) : _pool.WithOptions(options).WithOptions(new() { Ordered = false }).StreamAsync(Square, Endless());
        Assert.Equal(0, given);
        var taken = 0;
        var most = Math.Max(limit, chunk);
        await using (var results = stream.GetAsyncEnumerator())
        {
            while (taken < 200)
            {
                Assert.True(await results.MoveNextAsync().Soon());
                taken++;
                // One chunk may have been read that is not on its way yet.
                Assert.InRange(Volatile.Read(ref given), taken, taken + most + (2 * chunk));
            }
        }

        var ended = Volatile.Read(ref given);
        Assert.Equal(121, await _pool.RunAsync(Square, 11).Soon());
        Assert.InRange(Volatile.Read(ref given), ended, ended + chunk);

        IEnumerable<int> Endless()
        {
            while (true) yield return Interlocked.Increment(ref given);
        }
    }

    [Fact]
    public async Task Each_enumeration_reads_the_input_anew()
    {
        var began = 0;
        var stream = _pool.StreamAsync(Square, Input());
        Assert.Equal(0, began);
        Assert.Equal([1, 4], await stream.AllSoon());
        Assert.Equal([1, 4], await stream.AllSoon());
        Assert.Equal(2, began);

        IEnumerable<int> Input()
        {
            began++;
            yield return 1;
            yield return 2;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_input_is_disposed_of_when_the_stream_is_left(bool isOrdered)
    {
        var isDisposed = new TaskCompletionSource();
        await using (var results = Stream(isOrdered, Input(), 1).GetAsyncEnumerator()) Assert.True(await results.MoveNextAsync().Soon());
        await isDisposed.Task.Soon();

        IEnumerable<int> Input()
        {
            try
            {
                while (true) yield return 1;
            }
            finally
            {
                isDisposed.SetResult();
            }
        }
    }

    [Fact]
    public async Task Results_come_while_the_input_still_waits()
    {
        using var input = new BlockingCollection<int>();
        await using var results = _pool.StreamAsync(Square, input.GetConsumingEnumerable()).GetAsyncEnumerator();
        for (var item = 0; item < 20; item++)
        {
            input.Add(item);
            Assert.True(await results.MoveNextAsync().Soon());
            Assert.Equal(item * item, results.Current);
        }

        input.CompleteAdding();
        Assert.False(await results.MoveNextAsync().Soon());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_whose_input_waits_ends_when_it_is_cancelled(bool isOrdered)
    {
        using var input = new BlockingCollection<int> { 3 };
        using var cancellation = new CancellationTokenSource();
        var stream = isOrdered ? _pool.StreamAsync(Square, input.GetConsumingEnumerable(), cancellationToken: cancellation.Token) : _pool.WithOptions(new() { Ordered = false }).StreamAsync(Square, input.GetConsumingEnumerable(), cancellationToken: cancellation.Token);
        await using var results = stream.GetAsyncEnumerator();
        Assert.True(await results.MoveNextAsync().Soon());
        var next = results.MoveNextAsync();
        await cancellation.CancelAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.Soon());
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.False(await results.MoveNextAsync().Soon());
        input.CompleteAdding();
    }

    [Fact]
    public async Task A_pool_ends_though_a_stream_was_left_whose_input_waits()
    {
        using var input = new BlockingCollection<int> { 3 };
        using var pool = new ProcessPool(1);
        await using (var results = pool.StreamAsync(Square, input.GetConsumingEnumerable()).GetAsyncEnumerator()) Assert.True(await results.MoveNextAsync().Soon());
        await pool.ShutdownAsync().Soon();
        input.CompleteAdding();
    }

    [Fact]
    public async Task An_unordered_stream_gives_a_result_before_one_that_takes_long()
    {
        using var first = new SharedEvent();
        await using var results = _pool.WithOptions(new() { Ordered = false }).StreamAsync(
            item =>
            {
                if (item == 0) first.Wait();
                return item;
            },
            [0, 1, 2]).GetAsyncEnumerator();
        var early = new List<int>();
        for (var place = 0; place < 2; place++)
        {
            Assert.True(await results.MoveNextAsync().Soon());
            early.Add(results.Current);
        }

        Assert.Equal([1, 2], early.Order());
        first.Set();
        Assert.True(await results.MoveNextAsync().Soon());
        Assert.Equal(0, results.Current);
    }

    [Fact]
    public async Task Many_streams_are_taken_at_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(stream => Stream(stream % 2 == 0, Enumerable.Range(0, 300), (stream % 4) + 1).AllSoon())).Soon();
        Assert.All(all, static results => Assert.Equal(Enumerable.Range(0, 300).Select(Square), results.Order()));
    }

    [Fact]
    public async Task A_stream_left_early_drops_what_has_not_begun()
    {
        using var gate = new Gate();
        using var pool = new ProcessPool(1);
        var occupied = gate.Occupy(pool);
        using var began = new SharedValue<int>();
        var stream = pool.StreamAsync(item => Interlocked.Increment(ref began.Value) + item, Enumerable.Range(0, 10));
        var results = stream.GetAsyncEnumerator();
        HasQueued(pool, 10);
        await results.DisposeAsync();
        HasQueued(pool, 0);
        gate.Open();
        await Task.WhenAll(occupied).Soon();
        await pool.ShutdownAsync().Soon();
        Assert.Equal(0, began.Value);
    }

    private IAsyncEnumerable<int> Stream(bool isOrdered, IEnumerable<int> items, int chunk)
    {
        var options = new TaskOptions { ChunkSize = chunk };
        return isOrdered ? _pool.WithOptions(options).StreamAsync(Square, items) : _pool.WithOptions(options).WithOptions(new() { Ordered = false }).StreamAsync(Square, items);
    }

    private static void HasQueued(ProcessPool pool, int tasks) => Eventually.IsTrue(() => pool.GetSnapshot().QueuedTasks == tasks);

    private static int Square(int number) => number * number;

    private static int ThrowsAtOdd(int number) => number % 2 == 0 ? number : throw new InvalidDataException($"{number}");

    private static IEnumerable<int> Failing(int items, int at)
    {
        for (var item = 0; item < items; item++)
        {
            if (item == at) throw new SayWhenException();
            yield return item;
        }
    }
}
