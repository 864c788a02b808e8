using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>The metrics of pools, for listeners to <see cref="MeterName"/>. Names and units follow OpenTelemetry's conventions.</summary>
internal static class PoolMetrics
{
    internal const string MeterName = "Multiprocessing.ProcessPool";

    private const string PoolName = "multiprocessing.pool.name";

    private static readonly ConcurrentDictionary<PoolCore, bool> s_pools = new();
    private static readonly Meter s_meter = new(MeterName);

    private static readonly Counter<long> s_completed = s_meter.CreateCounter<long>(
        "multiprocessing.pool.task.completed", "{task}", "Tasks that returned. A chunk is one task.");

    private static readonly Counter<long> s_failed = s_meter.CreateCounter<long>(
        "multiprocessing.pool.task.failed", "{task}", "Tasks that threw, were cancelled, or whose worker was lost.");

    private static readonly Counter<long> s_restarts = s_meter.CreateCounter<long>(
        "multiprocessing.pool.worker.restarts", "{worker}", "Workers that were lost and replaced.");

    private static readonly Counter<long> s_bytes = s_meter.CreateCounter<long>(
        "multiprocessing.pool.io", "By", "Arguments and results that went between a pool and its workers.");

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        "multiprocessing.pool.task.duration", "s", "How long workers ran tasks.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60] });

    static PoolMetrics()
    {
        s_meter.CreateObservableUpDownCounter("multiprocessing.pool.worker.count", CountWorkers, "{worker}", "Workers, by what they do.");
        s_meter.CreateObservableUpDownCounter("multiprocessing.pool.task.queued", CountQueued, "{task}", "Tasks that wait for a worker.");
    }

    internal static void Add(PoolCore pool) => s_pools[pool] = true;

    internal static void Remove(PoolCore pool) => s_pools.TryRemove(pool, out _);

    internal static void OnRestart(PoolCore pool) => s_restarts.Add(1, Name(pool));

    internal static void OnDone(PoolCore pool, WorkItem item)
    {
        if (!s_completed.Enabled && !s_failed.Enabled && !s_duration.Enabled && !s_bytes.Enabled) return;
        var tags = new TagList { Name(pool) };
        if (item.Payload.Length > 0)
        {
            s_bytes.Add(item.Payload.Length, Name(pool), new KeyValuePair<string, object?>("network.io.direction", "transmit"));
        }

        if (item.Received > 0) s_bytes.Add(item.Received, Name(pool), new KeyValuePair<string, object?>("network.io.direction", "receive"));
        if (item.ErrorType is { } error)
        {
            tags.Add("error.type", error);
            s_failed.Add(1, tags);
        }
        else s_completed.Add(1, tags);

        if (item.Duration > 0) s_duration.Record(item.Duration / (double)Stopwatch.Frequency, tags);
    }

    private static KeyValuePair<string, object?> Name(PoolCore pool) => new(PoolName, pool.Name);

    private static IEnumerable<Measurement<int>> CountWorkers()
    {
        foreach (var pool in s_pools.Keys)
        {
            var (starting, idle, busy, _) = pool.Count();
            yield return Workers(pool, "starting", starting);
            yield return Workers(pool, "idle", idle);
            yield return Workers(pool, "busy", busy);
        }
    }

    private static Measurement<int> Workers(PoolCore pool, string state, int count) =>
        new(count, Name(pool), new KeyValuePair<string, object?>("multiprocessing.worker.state", state));

    private static IEnumerable<Measurement<int>> CountQueued()
    {
        foreach (var pool in s_pools.Keys) yield return new Measurement<int>(pool.Count().Queued, Name(pool));
    }
}
