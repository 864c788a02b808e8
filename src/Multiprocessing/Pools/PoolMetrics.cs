using System.Diagnostics;
using System.Diagnostics.Metrics;
using Multiprocessing.Pools.Tasks;

namespace Multiprocessing.Pools;

/// <summary>What pools tell of themselves to whoever listens to <see cref="MeterName"/>. Names and units follow OpenTelemetry's conventions.</summary>
internal static class PoolMetrics
{
    internal const string MeterName = "Multiprocessing.ProcessPool";

    internal static void Add(PoolCore pool)
    {
    }

    internal static void Remove(PoolCore pool)
    {
    }

    internal static void OnDone(PoolCore pool, WorkItem item)
    {
    }
}
