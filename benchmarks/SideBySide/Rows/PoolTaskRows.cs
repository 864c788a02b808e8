using System.Diagnostics;
using Multiprocessing;
using Multiprocessing.Python;

namespace SideBySide.Rows;

/// <summary>Small tasks in a pool of two: how much each costs.</summary>
internal static class PoolTaskRows
{
    private const int MiB = 1 << 20;
    private const int InFlight = 20_000;
    private const int Callers = 16;
    private const int CallersTasks = 10_000;

    private static readonly int[] s_million = [.. Enumerable.Range(0, 1_000_000)];
    private static readonly byte[] s_mebibyte = new byte[MiB];
    private static readonly byte[] s_64KiB = new byte[64 << 10];
    private static readonly Lazy<SharedArray<byte>> s_shared = new(static () => new SharedArray<byte>(MiB));

    public static IEnumerable<Row> All =>
    [
        new("pool-map-1M", "ms", Map) { Python = "pool_map_1m", Rounds = 31 },
        new("pool-map-1M-vs-executor", "ms", Map) { Python = "executor_map_1m", Rounds = 7 },
        new("pool-unordered", "us", Unordered) { Python = "pool_unordered" },
        new("pool-roundtrip", "us", Apply) { Python = "pool_roundtrip" },
        new("pool-roundtrip-vs-executor", "us", Apply) { Python = "executor_roundtrip" },
        new("pool-roundtrip-vs-loky", "us", Apply) { Python = "loky_roundtrip" },
        new("pool-roundtrip-vs-dask", "us", Apply) { Python = "dask_roundtrip" },
        new("pool-roundtrip-awaited", "us", Awaited) { Python = "executor_roundtrip" },
        new("pool-inflight", "us", Flight) { Python = "pool_inflight" },
        new("pool-inflight-vs-executor", "us", Flight) { Python = "executor_inflight", Rounds = 7 },
        new("pool-inflight-vs-loky", "us", Flight) { Python = "loky_inflight", Rounds = 7 },
        new("pool-inflight-vs-dask", "us", Flight) { Python = "dask_inflight", Rounds = 5 },
        new("pool-inflight-closures", "us", FlightOfClosures),
        new("pool-inflight-16", "us", FlightOfMany) { Python = "executor_inflight_16", Rounds = 7 },
        new("pool-64KiB", "us", static () => Argument(s_64KiB)) { Python = "pool_64kib" },
        new("pool-64KiB-result", "us", static () => Result(s_64KiB.Length)) { Python = "pool_64kib_result" },
        new("pool-1MiB", "us", static () => Argument(s_mebibyte)) { Python = "pool_1mib" },
        new("pool-1MiB-result", "us", static () => Result(MiB)) { Python = "pool_1mib_result" },
        new("pool-1MiB-shared", "us", static () => Each(500, static _ => PoolWork.Pool.Run(PoolWork.LengthOfShared, s_shared.Value))),
    ];

    private static double Map() => Timing.Milliseconds(static () => PoolWork.Pool.Map(PoolWork.Square, s_million));

    private static double Unordered() => Timing.Nanoseconds(100_000, static count =>
    {
        var sum = 0L;
        foreach (var square in PoolWork.Pool.IMapUnordered(PoolWork.Square, Enumerable.Range(0, count))) sum += square;
        if (sum == 0) throw new InvalidOperationException("Nothing came.");
    }) / 1000;

    private static double Apply() => Each(5_000, static number => PoolWork.Pool.Run(PoolWork.Square, number));

    private static double Awaited() => Timing.Nanoseconds(5_000, static count => Task.Run(async () =>
    {
        for (var number = 0; number < count; number++) await PoolWork.Pool.RunAsync(PoolWork.Square, number);
    }).GetAwaiter().GetResult()) / 1000;

    private static double Flight() => Timing.Nanoseconds(InFlight, static count =>
        Task.WhenAll(Enumerable.Range(0, count).Select(static number => PoolWork.Pool.RunAsync(PoolWork.Square, number))).GetAwaiter().GetResult()) / 1000;

    private static double FlightOfClosures() => Timing.Nanoseconds(InFlight, static count =>
        Task.WhenAll(Enumerable.Range(0, count).Select(static number => PoolWork.Pool.RunAsync(() => PoolWork.Square(number)))).GetAwaiter().GetResult()) / 1000;

    private static double FlightOfMany() => Timing.Nanoseconds(CallersTasks, static count =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() =>
            Task.WhenAll(Enumerable.Range(0, count / Callers).Select(static number => PoolWork.Pool.RunAsync(PoolWork.Square, number)))))).GetAwaiter().GetResult()) / 1000;

    private static double Argument(byte[] bytes) => Each(200, _ => PoolWork.Pool.Run(PoolWork.Length, bytes));

    private static double Result(int length) => Each(200, _ => PoolWork.Pool.Run(PoolWork.Make, length));

    private static double Each(int count, Action<int> call) => Timing.Nanoseconds(count, times =>
    {
        for (var number = 0; number < times; number++) call(number);
    }) / 1000;
}
