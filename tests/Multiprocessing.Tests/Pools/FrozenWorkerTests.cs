namespace Multiprocessing.Tests.Pools;

/// <summary>
/// A worker without work is stopped, as by SIGSTOP, and then sent a task, which it does not begin: somebody else does it, once.
/// </summary>
public sealed class FrozenWorkerTests
{
    [Fact]
    public async Task Its_task_goes_to_another_worker_and_runs_once()
    {
        using var runs = new SharedValue<int>();
        using var pool = new ProcessPool(2);
        await pool.UntilIdleAsync(2);
        var frozen = pool.ProcessIds()[0];
        Signals.Send(frozen, Signals.Stop);
        await RunManyAsync(pool, runs, 40, frozen);
        Signals.Send(frozen, Signals.Continue);
        await pool.UntilIdleAsync(2);
        // It has passed over what was taken from it, and works on.
        Assert.Contains(frozen, pool.ProcessIds());
        Assert.Equal(40, runs.Value);
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task A_map_and_a_stream_go_on()
    {
        using var pool = new ProcessPool(2);
        await pool.UntilIdleAsync(2);
        var frozen = pool.ProcessIds()[1];
        Signals.Send(frozen, Signals.Stop);
        await pool.WorksOnAsync();
        Signals.Send(frozen, Signals.Continue);
    }

    [Fact]
    public async Task Where_it_is_the_only_one_another_one_is_started()
    {
        using var runs = new SharedValue<int>();
        using var pool = new ProcessPool(1);
        await pool.UntilIdleAsync(1);
        var frozen = pool.ProcessIds()[0];
        Signals.Send(frozen, Signals.Stop);
        await RunManyAsync(pool, runs, 1, frozen);
        await pool.WorksOnAsync();
        Signals.Send(frozen, Signals.Continue);
        await Faults.Machine.WaitUntilGoneAsync([frozen]);
        Assert.Equal(1, runs.Value);
    }

    [Fact]
    public async Task The_only_one_that_goes_on_in_time_does_its_task_itself()
    {
        using var runs = new SharedValue<int>();
        using var pool = new ProcessPool(1);
        await pool.UntilIdleAsync(1);
        var frozen = pool.ProcessIds()[0];
        Signals.Send(frozen, Signals.Stop);
        var task = pool.RunAsync(static runs => Interlocked.Increment(ref runs.Value) > 0 ? Environment.ProcessId : 0, runs);
        await Patience.UntilAsync(() => pool.GetSnapshot().QueuedTasks == 1, "the task is taken back");
        Signals.Send(frozen, Signals.Continue);
        Assert.Equal(frozen, await task.SoonAsync());
        Assert.Equal(1, runs.Value);
    }

    [Fact]
    public async Task A_time_limit_counts_from_the_tasks_begin_and_is_kept()
    {
        using var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 2, TaskOptions = new() { TimeLimit = TimeSpan.FromSeconds(1) } });
        await pool.UntilIdleAsync(2);
        var frozen = pool.ProcessIds()[1];
        Signals.Send(frozen, Signals.Stop);
        var endless = pool.RunAsync(static () => Thread.Sleep(Timeout.Infinite));
        await Assert.ThrowsAsync<TimeoutException>(() => endless.SoonAsync());
        Signals.Send(frozen, Signals.Continue);
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task A_caller_who_blocks_is_answered()
    {
        using var pool = new ProcessPool(2);
        await pool.UntilIdleAsync(2);
        foreach (var id in pool.ProcessIds()[1..]) Signals.Send(id, Signals.Stop);
        Assert.Equal(6, await InTime.Call(() => pool.Run(static x => x * 2, 3)));
    }

    [Fact]
    public async Task Processes_that_are_stopped_and_go_on_all_the_time_do_everything_once()
    {
        const int Tasks = 3000;
        using var runs = new SharedArray<int>(Tasks);
        using var pool = new ProcessPool(3);
        await pool.UntilIdleAsync(3);
        using var over = new CancellationTokenSource();
        var disturber = Task.Run(async () =>
        {
            var random = new Random(3);
            while (!over.IsCancellationRequested)
            {
                if (pool.ProcessIds() is not { Length: > 0 } ids) continue;
                var id = ids[random.Next(ids.Length)];
                Signals.Send(id, Signals.Stop);
                await Task.Delay(random.Next(500), CancellationToken.None);
                Signals.Send(id, Signals.Continue);
            }
        });
        for (var round = 0; round < Tasks / 100; round++)
        {
            await CountAsync(pool, runs, Enumerable.Range(round * 100, 100)).SoonAsync();
        }

        await over.CancelAsync();
        await disturber.SoonAsync();
        Assert.All(runs.ToArray(), static count => Assert.Equal(1, count));
    }

    private static Task<int[]> CountAsync(ProcessPool pool, SharedArray<int> runs, IEnumerable<int> numbers) =>
        pool.MapAsync(number => Interlocked.Increment(ref runs.Span[number]), numbers);

    private static async Task RunManyAsync(ProcessPool pool, SharedValue<int> runs, int count, int frozen)
    {
        var tasks = Enumerable.Range(0, count).Select(_ => pool.RunAsync(static runs =>
        {
            Interlocked.Increment(ref runs.Value);
            return Environment.ProcessId;
        }, runs)).ToArray();
        foreach (var task in tasks) Assert.NotEqual(frozen, await task.SoonAsync());
    }
}
