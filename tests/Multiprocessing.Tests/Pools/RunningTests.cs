using Multiprocessing.Python;

namespace Multiprocessing.Tests.Pools;

/// <summary>Whether a task runs.</summary>
public sealed class RunningTests
{
    [Fact]
    public async Task A_task_runs_from_its_beginning_to_its_end_and_not_while_it_waits()
    {
        using var gate = new Gate();
        using var pool = new ProcessPool(1);
        var runs = Assert.Single(gate.Occupy(pool));
        var waits = pool.RunAsync(static () => 5);
        Assert.Equal((true, false), (pool.IsRunning(runs), pool.IsRunning(waits)));
        // A view is the same pool, another pool is not.
        using var other = new ProcessPool(1);
        Assert.Equal((true, false), (pool.WithOptions(new()).IsRunning(runs), other.IsRunning(runs)));
        gate.Open();
        Assert.Equal(5, await waits.Soon());
        Assert.Equal((false, false), (pool.IsRunning(runs), pool.IsRunning(waits)));
        Assert.Throws<ArgumentNullException>(() => pool.IsRunning(null!));
    }

    [Fact]
    public async Task A_call_with_callbacks_a_map_and_outcomes_run_too()
    {
        using var permits = new SharedSemaphore(0);
        using var pool = new ProcessPool(1);
        var items = pool.WithOptions(new() { ChunkSize = 1 });
        // With how many items each, one after the other.
        (Task Task, int Items)[] tasks =
        [
            (pool.ApplyAsync(Wait, permits, callback: static _ => { }), 1),
            (items.MapAsync(Wait, [permits, permits]), 2),
            (items.MapOutcomesAsync(Wait, [permits, permits]), 2),
            (items.ForEachAsync(static permits => { permits.Wait(); }, [permits]), 1),
        ];
        for (var index = 0; index < tasks.Length; index++)
        {
            for (var item = 0; item < tasks[index].Items; item++)
            {
                Synchronization.Eventually.IsTrue(() => pool.IsRunning(tasks[index].Task));
                Assert.All(tasks[(index + 1)..], later => Assert.False(pool.IsRunning(later.Task)));
                permits.Release();
            }
        }

        await Task.WhenAll(tasks.Select(static task => task.Task)).Soon();
        Assert.All(tasks, task => Assert.False(pool.IsRunning(task.Task)));
    }

    private static bool Wait(SharedSemaphore permits)
    {
        permits.Wait();
        return true;
    }
}
