using System.Reflection;
using Multiprocessing.Pools;
using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Pools;

/// <summary>What a pool counts and knows agrees at every moment, whatever happens to its tasks and its workers meanwhile.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed class InvariantTests
{
    private const int Rounds = 20;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(3);

    private static readonly ProcessPoolOptions s_options = new()
    {
        MaxWorkers = 3,
        MinWorkers = 1,
        IdleTimeout = TimeSpan.FromMilliseconds(20),
        MaxTasksPerWorker = 500,
        MaxWorkerAge = TimeSpan.FromSeconds(3),
        MemoryLimitBytes = 1L << 40,
        TaskOptions = new()
        {
            Retries = new RetryPolicy { MaxRetries = 1000, ShouldRetry = static _ => true, Delay = s_short, MaxDelay = s_short },
        },
        WorkerOptions = new ProcessOptions { StartMethod = StartMethod.WarmSpare, StandardError = ProcessOutput.Discarded },
    };

    [Fact]
    public async Task Hold_while_workers_are_killed_and_tasks_are_cancelled()
    {
        using var pool = new ProcessPool(s_options);
        var (killed, checks) = (0, 0L);
        using var stop = new CancellationTokenSource();
        var checking = OnThread(() => CheckUntil(pool, ref checks, stop.Token));
        var killing = OnThread(() => KillUntil(pool, ref killed, stop.Token));
        for (var round = 0; round < Rounds || Volatile.Read(ref killed) < 10; round++) await RoundAsync(pool, round);
        await stop.CancelAsync();
        await Task.WhenAll(checking, killing).SoonAsync();
        Assert.InRange(checks, 1, long.MaxValue);
        await pool.WorksOnAsync();
        await pool.ShutdownAsync().SoonAsync();
        pool.Core.CheckInvariants();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Hold_while_a_pool_ends(bool isTerminated)
    {
        for (var round = 0; round < 8; round++)
        {
            var pool = new ProcessPool(s_options);
            var checks = 0L;
            using var stop = new CancellationTokenSource();
            var checking = OnThread(() => CheckUntil(pool, ref checks, stop.Token));
            var tasks = Enumerable.Range(0, 300).Select(number => pool.RunAsync(static x => x + 1, number)).ToArray();
            if (round % 2 == 0) await tasks[round].SoonAsync();
            if (isTerminated) pool.Terminate();
            await pool.ShutdownAsync(cancelPending: round % 4 < 2).SoonAsync();
            await stop.CancelAsync();
            await checking.SoonAsync();
            pool.Core.CheckInvariants();
            Assert.All(tasks, static task => Assert.True(task.IsCompleted));
            Assert.Empty(pool.GetSnapshot().Workers);
        }
    }

    [Theory]
    [InlineData("_dispatcher", "_outstanding"), InlineData("_queue", "<Count>k__BackingField")]
    [InlineData("_workers._links.0", "_outstanding"), InlineData("_workers._links.0", "_withReader")]
    [InlineData("_workers._links.0", "<IsIdle>k__BackingField"), InlineData("_workers._idle", "_size")]
    [InlineData("_workers._links.0", "<Phase>k__BackingField"), InlineData("<Blocks>k__BackingField", "_kept")]
    public async Task Do_not_hold_where_a_count_is_wrong(string part, string field)
    {
        using var pool = new ProcessPool(1);
        Assert.Equal(70_000, await pool.RunAsync(static bytes => bytes.Length, new byte[70_000]).SoonAsync());
        await pool.UntilIdleAsync(1);
        object? owner = pool.Core;
        foreach (var step in part.Split('.')) owner = step == "0" ? ((List<WorkerLink>)owner!)[0] : Read(owner!, step);
        // Nobody else sees the wrong count.
        lock ((Lock)Read(pool.Core, "_lock"))
        {
            pool.Core.CheckInvariants();
            var right = Read(owner!, field);
            Field(owner!, field).SetValue(owner, Wrong(right));
            try
            {
                Assert.Throws<InvalidOperationException>(pool.Core.CheckInvariants);
            }
            finally
            {
                Field(owner!, field).SetValue(owner, right);
            }

            pool.Core.CheckInvariants();
        }

        await pool.WorksOnAsync();
    }

    private static async Task RoundAsync(ProcessPool pool, int round)
    {
        using var cancellation = new CancellationTokenSource();
        var limited = pool.WithOptions(new() { Priority = round % 3, TimeLimit = TimeSpan.FromSeconds(30) });
        var calls = Enumerable.Range(0, 200).Select(number => limited.RunAsync(static x => x * 2, number, cancellation.Token)).ToArray();
        var sizes = Enumerable.Range(1, 8).Select(static number => number * 40_000).ToArray();
        var blocks = sizes.Select(size => pool.RunAsync(static bytes => bytes.Length, new byte[size])).ToArray();
        var once = pool.WithOptions(new() { Retries = new RetryPolicy(), TimeLimit = TimeSpan.FromMilliseconds(30) });
        var late = once.RunAsync(static () => Thread.Sleep(Timeout.Infinite));
        var map = pool.MapAsync(static x => x + 1, Enumerable.Range(0, 500).ToArray());
        if (round % 4 == 3) await cancellation.CancelAsync();
        if (round % 8 == 5) pool.KillWorkers();
        Assert.Equal(1, pool.WithOptions(new() { Priority = 5 }).Run(static () => 1));
        Assert.Equal(Enumerable.Range(1, 500), await map.SoonAsync());
        Assert.Equal(sizes, await Task.WhenAll(blocks).SoonAsync());
        // Its worker may be killed by others first.
        Assert.True(await Record.ExceptionAsync(() => late.SoonAsync()) is TimeoutException or ProcessCrashedException);
        for (var number = 0; number < calls.Length; number++)
        {
            try
            {
                Assert.Equal(number * 2, await calls[number].SoonAsync());
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Either is right.
            }
        }
    }

    private static void CheckUntil(ProcessPool pool, ref long checks, CancellationToken stop)
    {
        for (; !stop.IsCancellationRequested; checks++)
        {
            pool.Core.CheckInvariants();
            Thread.Yield();
        }
    }

    private static void KillUntil(ProcessPool pool, ref int killed, CancellationToken stop)
    {
        var random = new Random(20);
        while (!stop.WaitHandle.WaitOne(40))
        {
            var ready = pool.GetSnapshot().Workers
                .Where(static worker => worker.State is PoolWorkerState.Busy or PoolWorkerState.Idle).ToArray();
            if (ready.Length == 0) continue;
            Signals.Kill(ready[random.Next(ready.Length)].ProcessId!.Value);
            killed++;
        }
    }

    private static Task OnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static object Wrong(object right) => right switch
    {
        int number => number + 1,
        long number => number + 1,
        bool isTrue => !isTrue,
        WorkerPhase => WorkerPhase.Killed,
        _ => throw new NotSupportedException($"{right}"),
    };

    private static object Read(object owner, string field) => Field(owner, field).GetValue(owner)!;

    private static FieldInfo Field(object owner, string field) =>
        owner.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!;
}
