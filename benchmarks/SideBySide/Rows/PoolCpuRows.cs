namespace SideBySide.Rows;

/// <summary>Work that only computes, shared by two workers. Limit: half of what it takes in one process. Peer: two threads.</summary>
internal static class PoolCpuRows
{
    private const int Numbers = 2_000_000;
    private const int Slices = 2000;
    private const int Width = 1440;
    private const int Height = 1080;

    public static IEnumerable<Row> All =>
    [
        new("pool-cpu-primes", "ms", Primes) { Python = "pool_cpu_primes", Peer = PrimesByThreads, Limit = PrimesSerially, Rounds = 5, QuickRounds = 1 },
        new("pool-cpu-mandelbrot", "ms", Mandelbrot) { Python = "pool_cpu_mandelbrot", Peer = MandelbrotByThreads, Limit = MandelbrotSerially, Rounds = 5, QuickRounds = 1 },
    ];

    private static readonly ParallelOptions s_two = new() { MaxDegreeOfParallelism = 2 };

    private static double Primes() =>
        Timing.Milliseconds(static () => PoolWork.Pool.Map(static slice => PoolWork.CountPrimes(slice * (Numbers / Slices), Numbers / Slices), Enumerable.Range(0, Slices)));

    private static double PrimesByThreads() =>
        Timing.Milliseconds(static () => Parallel.For(0, Slices, s_two, static slice => PoolWork.CountPrimes(slice * (Numbers / Slices), Numbers / Slices)));

    private static double PrimesSerially() => Timing.Milliseconds(static () =>
    {
        for (var slice = 0; slice < Slices; slice++) PoolWork.CountPrimes(slice * (Numbers / Slices), Numbers / Slices);
    }) / 2;

    private static double Mandelbrot() =>
        Timing.Milliseconds(static () => PoolWork.Pool.Map(static line => PoolWork.MandelbrotLine(line, Width, Height), Enumerable.Range(0, Height)));

    private static double MandelbrotByThreads() =>
        Timing.Milliseconds(static () => Parallel.For(0, Height, s_two, static line => PoolWork.MandelbrotLine(line, Width, Height)));

    private static double MandelbrotSerially() => Timing.Milliseconds(static () =>
    {
        for (var line = 0; line < Height; line++) PoolWork.MandelbrotLine(line, Width, Height);
    }) / 2;
}
