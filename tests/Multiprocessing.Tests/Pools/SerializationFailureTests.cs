using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Pools;

/// <summary>Values that cannot travel, or do not come well out of it: one task fails, and no worker is lost.</summary>
public sealed class SerializationFailureTests
{
    [Fact]
    public async Task An_argument_that_cannot_travel_is_refused_when_it_is_given()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var refusal = await Assert.ThrowsAsync<ProcessBoundaryException>(() => pool.RunAsync(static (object value) => value.GetHashCode(), (object)Thread.CurrentThread));
        Assert.Contains("System.Threading.Thread", refusal.Message, StringComparison.Ordinal);
        refusal = await Assert.ThrowsAsync<ProcessBoundaryException>(() => pool.RunAsync(Capturing(Thread.CurrentThread)));
        Assert.Contains("'captured'", refusal.Message, StringComparison.Ordinal);
        await AssertUnharmedAsync(pool);

        static Func<bool> Capturing(Thread captured) => () => captured.IsAlive;
    }

    [Fact]
    public async Task An_item_of_a_map_that_cannot_travel_fails_the_map_when_the_others_are_done()
    {
        using var done = new SharedArray<int>(20);
        using var pool = new ProcessPool(PoolHealth.Two);
        var items = Enumerable.Range(0, 20).Select(number => number == 5 ? Thread.CurrentThread : (object)number);
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(item => done[(int)item] = 1, items);
        await Assert.ThrowsAsync<ProcessBoundaryException>(() => map.SoonAsync());
        Assert.Equal(Enumerable.Range(0, 20).Select(static number => number == 5 ? 0 : 1), done.Span.ToArray());
        await AssertUnharmedAsync(pool);
    }

    [Fact]
    public async Task An_item_of_a_stream_that_cannot_travel_ends_its_input()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        var items = Enumerable.Range(0, 20).Select(number => number == 5 ? Thread.CurrentThread : (object)number);
        var results = new List<object>();
        await Assert.ThrowsAsync<ProcessBoundaryException>(async () =>
        {
            await foreach (var result in pool.StreamAsync(static item => item, items)) results.Add(result);
        }).SoonAsync();
        Assert.Equal([0, 1, 2, 3, 4], results);
        await AssertUnharmedAsync(pool);
    }

    [Fact]
    public async Task A_result_that_cannot_travel_fails_its_task()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        var others = Enumerable.Range(0, 30).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        var refusal = await Assert.ThrowsAsync<ProcessBoundaryException>(() => pool.RunAsync(static () => (object)Thread.CurrentThread).SoonAsync());
        Assert.Contains("System.Threading.Thread", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 30), await Task.WhenAll(others).SoonAsync());
        await AssertUnharmedAsync(pool);
    }

    [Fact]
    public async Task A_result_that_throws_where_it_arrives_fails_its_task()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        var others = Enumerable.Range(0, 30).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        var thrown = await Assert.ThrowsAsync<FormatException>(() => pool.RunAsync(static () => new Unwelcome()).SoonAsync());
        Assert.Equal("not here", thrown.Message);
        var results = pool.StreamAsync(static number => number == 3 ? new Unwelcome() : null, Enumerable.Range(0, 6)).GetAsyncEnumerator();
        for (var number = 0; number < 6; number++)
        {
            if (number == 3) await Assert.ThrowsAsync<FormatException>(() => results.MoveNextAsync().AsTask().SoonAsync());
            else Assert.True(await results.MoveNextAsync().AsTask().SoonAsync());
        }

        Assert.Equal(Enumerable.Range(0, 30), await Task.WhenAll(others).SoonAsync());
        await AssertUnharmedAsync(pool);
    }

    [Fact]
    public async Task A_function_that_throws_where_it_arrives_fails_each_of_its_tasks()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        var trap = new Trap(Fault.Throws, Moment.Receiving);
        await using var results = pool.StreamAsync(number => (trap, number).number, Enumerable.Range(0, 6)).GetAsyncEnumerator();
        var failures = new List<FormatException>();
        for (var number = 0; number < 6; number++) failures.Add(await Assert.ThrowsAsync<FormatException>(() => results.MoveNextAsync().AsTask().SoonAsync()));
        Assert.Equal(6, failures.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.False(await results.MoveNextAsync().AsTask().SoonAsync());
        await AssertUnharmedAsync(pool);
    }

    [Fact]
    public async Task A_large_argument_and_a_result_of_a_gibibyte()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var argument = new byte[256 << 20];
        argument.AsSpan().Fill(3);
        Assert.Equal(argument.Length, await pool.RunAsync(static bytes => bytes.AsSpan().Count((byte)3), argument).SoonAsync());
        var result = await pool.RunAsync(static () =>
        {
            var large = GC.AllocateUninitializedArray<byte>(1 << 30);
            large.AsSpan().Fill(7);
            return large;
        }).SoonAsync();
        Assert.True(result.Length == 1 << 30 && !result.AsSpan().ContainsAnyExcept((byte)7));
        await AssertUnharmedAsync(pool);
    }

    private static async Task AssertUnharmedAsync(ProcessPool pool)
    {
        await pool.WorksOnAsync();
        Assert.Equal(0, pool.GetSnapshot().Restarts);
    }

    /// <summary>A result that cannot be read in the pool's process.</summary>
    private sealed class Unwelcome : IDeserializationCallback
    {
        private readonly int[] _contents = [1, 2, 3];

        public void OnDeserialization(object? sender)
        {
            if (CurrentProcess.Parent is null) throw new FormatException(_contents.Length == 3 ? "not here" : "damaged");
        }
    }
}
