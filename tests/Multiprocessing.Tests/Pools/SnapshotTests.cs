using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Pools;

/// <summary>What a snapshot says is so.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task A_snapshot_tells_what_each_worker_does()
    {
        using var pool = new ProcessPool(new ProcessPoolOptions { Name = "seen", MaxWorkers = 2 });
        using var gate = new Gate();
        var occupied = gate.Occupy(pool, 2);
        var waiting = pool.RunAsync(static () => 1);
        var snapshot = pool.GetSnapshot();
        Assert.Equal(("seen", 1, 0L, 0L, 0L), (pool.Name, snapshot.QueuedTasks, snapshot.CompletedTasks, snapshot.FailedTasks, snapshot.Restarts));
        Assert.Equal(2, snapshot.Workers.Count);
        for (var number = 1; number <= 2; number++)
        {
            var worker = snapshot.Workers[number - 1];
            Assert.Equal((number, $"seen-{number}", PoolWorkerState.Busy, 1, 0L), (worker.Number, worker.Name, worker.State, worker.Tasks, worker.TasksDone));
            Assert.Contains(nameof(Gate.Occupy), worker.CurrentTask, StringComparison.Ordinal);
            Assert.True(worker.RunningFor > TimeSpan.Zero);
            Assert.InRange(worker.RunningFor!.Value, TimeSpan.Zero, Eventually.Patience);
            Assert.True(Directory.Exists($"/proc/{worker.ProcessId}"));
            Assert.True(worker.PrivateBytes > 0);
            Assert.True(worker.ProcessorTime > TimeSpan.Zero);
        }

        gate.Open();
        await Task.WhenAll([.. occupied, waiting]).Soon();
        Eventually.IsTrue(() => pool.GetSnapshot() is { CompletedTasks: 3, QueuedTasks: 0 });
        Eventually.IsTrue(() => pool.GetSnapshot().Workers.All(static worker => worker is { State: PoolWorkerState.Idle, CurrentTask: null, RunningFor: null, Tasks: 0 }));
        Assert.Equal(3, pool.GetSnapshot().Workers.Sum(static worker => worker.TasksDone));
        await Fail(pool).FailsSoon<FormatException>();
        Eventually.IsTrue(() => pool.GetSnapshot().FailedTasks == 1);
        Assert.Equal(3, pool.GetSnapshot().CompletedTasks);
    }

    [Fact]
    public async Task A_snapshot_stays_as_it_is_and_a_pool_that_is_over_has_one()
    {
        var pool = new ProcessPool(1);
        var before = pool.GetSnapshot();
        await pool.RunAsync(static () => 1).Soon();
        Assert.Equal(0, before.CompletedTasks);
        await pool.DisposeAsync();
        var after = pool.GetSnapshot();
        Assert.Empty(after.Workers);
        Assert.Equal(1, after.CompletedTasks);
    }

    [Fact]
    public async Task Workers_that_were_killed_are_counted_and_get_no_task_any_more()
    {
        using var pool = new ProcessPool(1);
        var ids = new HashSet<int>();
        for (var round = 1; round <= 3; round++)
        {
            Assert.True(ids.Add(await pool.RunAsync(static () => Environment.ProcessId).Soon()));
            pool.KillWorkers();
            HasRestarted(pool, round);
        }

        Assert.Equal(4, pool.GetSnapshot().Workers[0].Number);
    }

    [Fact]
    public async Task A_task_that_comes_after_a_kill_of_all_workers_is_not_lost()
    {
        using var pool = new ProcessPool(2);
        for (var round = 0; round < 20; round++)
        {
            await pool.RunAsync(static () => { }).Soon();
            pool.KillWorkers();
            Assert.Equal(round, await pool.RunAsync(static given => given, round).Soon());
        }
    }

    private static Task<int> Fail(ProcessPool pool) => pool.RunAsync(static () => int.Parse("x", null));

    private static void HasRestarted(ProcessPool pool, int times) => Eventually.IsTrue(() => pool.GetSnapshot().Restarts == times);
}
