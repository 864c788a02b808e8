using System.Globalization;
using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>What a pool takes besides its tasks: its start, its idle time, its memory.</summary>
internal static class PoolLifeRows
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(2);

    public static IEnumerable<Row> All =>
    [
        new("pool-first-result", "ms", static () => First(Methods.Spawn)) { Python = "pool_first_result_spawn", Limit = static () => Timing.Milliseconds(EmptyProcess.Run) },
        new("pool-first-result-vs-fork", "ms", static () => First(Methods.Spawn)) { Python = "pool_first_result_fork" },
        new("pool-first-result-spare", "ms", FirstOfSpares) { Python = "pool_first_result_fork" },
        new("pool-idle", "us/s", Idle) { Rounds = 3, QuickRounds = 1 },
        new("pool-memory", "MiB", Memory) { Limit = EmptyProcess.PrivateMebibytes, Rounds = 3, QuickRounds = 1 },
    ];

    private static double First(ProcessOptions how)
    {
        ProcessPool? pool = null;
        try
        {
            return Timing.Milliseconds(() =>
            {
                pool = new ProcessPool(new ProcessPoolOptions { Workers = 2, WorkerOptions = how });
                pool.Apply(PoolWork.Square, 2);
            });
        }
        finally
        {
            pool?.Dispose();
        }
    }

    private static double FirstOfSpares()
    {
        WarmSpares.Count = 2;
        return Methods.WithSpare(static () => First(Methods.Spare));
    }

    // Of both workers and the pool's own process, in microseconds for each second.
    private static double Idle()
    {
        using var pool = new ProcessPool(2);
        pool.Map(PoolWork.Square, [1, 2, 3, 4]);
        Thread.Sleep(500);
        var before = Used(pool);
        Thread.Sleep(s_idle);
        return (Used(pool) - before) / s_idle.TotalSeconds;
    }

    private static double Used(ProcessPool pool) =>
        pool.GetSnapshot().Workers.Select(static worker => worker.ProcessId!.Value).Append(Environment.ProcessId).Sum(Microseconds);

    private static double Microseconds(int process) => Directory.GetDirectories($"/proc/{process}/task").Sum(static task =>
        long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture) / 1000.0);

    private static double Memory()
    {
        using var pool = new ProcessPool(1);
        pool.Apply(PoolWork.Square, 2);
        Methods.LetSettle();
        return EmptyProcess.PrivateMebibytes(pool.GetSnapshot().Workers[0].ProcessId!.Value);
    }
}
