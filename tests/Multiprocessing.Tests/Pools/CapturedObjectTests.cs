using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Pools;

/// <summary>What a mapped function captures goes to each worker once, not with each item.</summary>
public sealed class CapturedObjectTests
{
    private const int Items = 300;
    private static readonly TaskOptions s_single = new() { ChunkSize = 1 };

    [Fact]
    public async Task To_each_worker_of_a_map_once()
    {
        using var arrivals = new SharedValue<int>();
        using var sent = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.Two);
        var ballast = new Ballast(arrivals, sent);
        var ids = await pool.WithOptions(s_single).MapAsync(Using(ballast), Enumerable.Range(0, Items)).SoonAsync();
        Assert.Equal((1, ids.Distinct().Count()), (sent.Value, arrivals.Value));
        // Another map is another job.
        await pool.WithOptions(s_single).MapAsync(Using(ballast), Enumerable.Range(0, Items)).SoonAsync();
        Assert.Equal(2, sent.Value);
        Assert.InRange(arrivals.Value, 2, 4);
    }

    [Fact]
    public async Task To_each_worker_of_a_stream_once()
    {
        using var arrivals = new SharedValue<int>();
        using var sent = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.Two);
        var ids = await PoolHealth.CollectAsync(pool.WithOptions(new() { Ordered = false }).StreamAsync(Using(new Ballast(arrivals, sent)), Enumerable.Range(0, Items))).SoonAsync();
        Assert.Equal(Items, ids.Count);
        Assert.Equal((1, ids.Distinct().Count()), (sent.Value, arrivals.Value));
    }

    [Fact]
    public async Task To_each_worker_that_takes_the_place_of_another_too()
    {
        using var arrivals = new SharedValue<int>();
        using var sent = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.MaxTasksPerWorker = 50));
        var ids = await pool.WithOptions(s_single).MapAsync(Using(new Ballast(arrivals, sent)), Enumerable.Range(0, Items)).SoonAsync();
        Assert.InRange(ids.Distinct().Count(), 6, 12);
        Assert.Equal((1, ids.Distinct().Count()), (sent.Value, arrivals.Value));
    }

    private static Func<int, int> Using(Ballast ballast) => number => ballast.Weight + number < 0 ? 0 : Environment.ProcessId;

    /// <summary>Something large that counts how often it is written and read.</summary>
    private sealed class Ballast(SharedValue<int> arrivals, SharedValue<int> sent) : IDeserializationCallback
    {
        private readonly byte[] _bulk = new byte[1 << 20];

        internal int Weight => _bulk.Length;

        [OnSerializing]
        internal void OnSending(StreamingContext context) => Interlocked.Increment(ref sent.Value);

        public void OnDeserialization(object? sender) => Interlocked.Increment(ref arrivals.Value);
    }
}
