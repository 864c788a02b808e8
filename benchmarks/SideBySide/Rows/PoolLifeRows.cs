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
        new("pool-memory", "MiB", static () => Memory(EmptyProcess.Private)) { Limit = static () => EmptyProcess.Mebibytes(EmptyProcess.Private), Rounds = 3, QuickRounds = 1 },
        new("pool-memory-resident", "MiB", static () => Memory(EmptyProcess.Resident)) { Limit = static () => EmptyProcess.Mebibytes(EmptyProcess.Resident), Rounds = 3, QuickRounds = 1 },
    ];

    private static double First(ProcessOptions how)
    {
        ProcessPool? pool = null;
        try
        {
            return Timing.Milliseconds(() =>
            {
                pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 2, WorkerOptions = how });
                pool.Run(PoolWork.Square, 2);
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

    // Of both workers, and of the pool's own threads, in microseconds for each second.
    private static double Idle()
    {
        using var pool = new ProcessPool(2);
        pool.Map(PoolWork.Square, [1, 2, 3, 4]);
        // What was called often is compiled anew for a while.
        Thread.Sleep(1000);
        var before = Used(pool);
        Thread.Sleep(s_idle);
        return (Used(pool) - before) / s_idle.TotalSeconds;
    }

    private static double Used(ProcessPool pool) =>
        pool.GetSnapshot().Workers.Select(static worker => worker.ProcessId!.Value).Sum(static worker => Microseconds(worker, onlyOurs: false)) + Microseconds(Environment.ProcessId, onlyOurs: true);

    private static double Microseconds(int process, bool onlyOurs) => Directory.GetDirectories($"/proc/{process}/task")
        .Where(task => !onlyOurs || File.ReadAllText(Path.Combine(task, "comm")).StartsWith("Multiprocessing", StringComparison.Ordinal))
        .Sum(static task => long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture) / 1000.0);

    private static double Memory(string kind)
    {
        using var pool = new ProcessPool(1);
        pool.Run(PoolWork.Square, 2);
        Methods.LetSettle();
        return EmptyProcess.Mebibytes(kind, pool.GetSnapshot().Workers[0].ProcessId!.Value);
    }
}
