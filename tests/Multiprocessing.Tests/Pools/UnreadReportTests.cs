namespace Multiprocessing.Tests.Pools;

/// <summary>A worker says something that nobody waits for, and ends.</summary>
public sealed class UnreadReportTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_report_after_the_task_s_end_does_not_keep_the_pool_from_ending()
    {
        var pool = new ProcessPool(maxWorkers: 1);
        await ReportLateAsync(pool).WaitAsync(s_patience);
        await pool.DisposeAsync().AsTask().WaitAsync(s_patience);
    }

    [Fact]
    public async Task Nor_from_noticing_that_the_worker_was_killed()
    {
        using var pool = new ProcessPool(maxWorkers: 1);
        await ReportLateAsync(pool).WaitAsync(s_patience);
        pool.KillWorkers();
        Synchronization.Eventually.IsTrue(() => pool.GetSnapshot() is { Restarts: 1, Workers: [{ State: PoolWorkerState.Idle }] });
    }

    private static async Task ReportLateAsync(ProcessPool pool)
    {
        IProgress<int> progress = new Progress<int>();
        using var goOn = new SharedEvent();
        using var reported = new SharedEvent();
        await pool.RunAsync(() =>
        {
            var thread = new Thread(() =>
            {
                goOn.Wait();
                progress.Report(1);
                reported.Set();
            });
            thread.IsBackground = true;
            thread.Start();
        });
        goOn.Set();
        Assert.True(await reported.WaitAsync(s_patience));
    }
}
