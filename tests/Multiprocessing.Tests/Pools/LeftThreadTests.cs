namespace Multiprocessing.Tests.Pools;

/// <summary>A task leaves a thread behind that never ends, and would keep its process.</summary>
public sealed class LeftThreadTests
{
    [Fact]
    public async Task A_closed_pool_ends_all_the_same()
    {
        await using var pool = new ProcessPool(workers: 1);
        await LeaveThreadAsync(pool);
        // The worker has ten seconds to end by itself.
        await pool.ShutdownAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static Task LeaveThreadAsync(ProcessPool pool) => pool.RunAsync(static () => new Thread(static () => Thread.Sleep(Timeout.Infinite)).Start()).WaitAsync(TimeSpan.FromSeconds(60));
}
