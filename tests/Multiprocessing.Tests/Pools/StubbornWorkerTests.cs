using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Pools;

/// <summary>A worker that is to end, in which a task has left a thread that does not: it is killed after ten seconds.</summary>
public sealed class StubbornWorkerTests
{
    [Fact]
    public async Task When_it_is_replaced_it_is_killed()
    {
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.MaxTasksPerWorker = 1));
        var id = await pool.RunAsync(StartThread).SoonAsync();
        // Its place is taken at once.
        await pool.WorksOnAsync();
        await Machine.WaitUntilGoneAsync([id]);
    }

    [Fact]
    public async Task When_the_pool_is_shut_down_it_holds_nobody_up()
    {
        var pool = new ProcessPool(PoolHealth.One);
        await pool.RunAsync(StartThread).SoonAsync();
        await pool.ShutdownAsync().SoonAsync();
    }

    // The process goes on as long as the thread.
    private static int StartThread()
    {
        new Thread(static () => Thread.Sleep(Timeout.Infinite)).Start();
        return Environment.ProcessId;
    }
}
