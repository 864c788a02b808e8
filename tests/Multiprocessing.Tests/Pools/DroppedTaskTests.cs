namespace Multiprocessing.Tests.Pools;

/// <summary>What a pool drops when it ends is cancelled, not failed, and says why.</summary>
public sealed class DroppedTaskTests
{
    [Fact]
    public async Task By_a_shutdown_that_drops_what_waits()
    {
        using var gate = new Gate();
        using var pool = new ProcessPool(1);
        var running = gate.Occupy(pool)[0];
        var waiting = Waiting(pool);
        var shutdown = pool.ShutdownAsync(cancelPending: true);
        await AssertDroppedAsync(waiting, $"The process pool '{pool.Name}' was shut down before this task had begun.");
        gate.Open();
        await running.Soon();
        await shutdown.Soon();
    }

    [Fact]
    public async Task By_disposing_of_the_pool()
    {
        using var gate = new Gate();
        var pool = new ProcessPool(1);
        var running = gate.Occupy(pool)[0];
        var waiting = Waiting(pool);
        pool.Dispose();
        await AssertDroppedAsync([running, .. waiting], $"The process pool '{pool.Name}' was terminated or disposed of before this task was done.");
    }

    private static Task[] Waiting(ProcessPool pool) =>
    [
        pool.RunAsync(static () => 1),
        pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(static x => x, Enumerable.Range(0, 1000)),
        PoolHealth.CollectAsync(pool.StreamAsync(static x => x, Enumerable.Range(0, 10))),
    ];

    private static async Task AssertDroppedAsync(Task[] tasks, string why)
    {
        foreach (var task in tasks)
        {
            var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(task.Soon);
            Assert.Equal(why, thrown.Message);
            Assert.True(task.IsCanceled, $"{task.Status}");
        }
    }
}
