using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Pools;

/// <summary>
/// A worker that has nothing to do ends well, however its pool ends: its cleanup runs, its state is disposed of, handlers of its process's
/// end run.
/// </summary>
public sealed class WorkerEndTests
{
    public enum End
    {
        Dispose,
        DisposeAsync,
        Terminate,
        Shutdown,
    }

    [Theory, InlineData(End.Dispose), InlineData(End.DisposeAsync), InlineData(End.Terminate), InlineData(End.Shutdown)]
    public async Task An_idle_worker_ends_well(End end)
    {
        using var ended = new SharedQueue<string>();
        var pool = new ProcessPool(Noting(ended, workers: 2));
        await pool.UntilIdleAsync(2);
        await EndAsync(pool, end);
        Assert.Equal(["cleanup", "cleanup", "exit", "exit"], (await AllAsync(ended)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_busy_worker_is_killed_beside_an_idle_one_that_ends_well()
    {
        using var gate = new Gate();
        using var ended = new SharedQueue<string>();
        var pool = new ProcessPool(Noting(ended, workers: 2));
        await pool.UntilIdleAsync(2);
        var running = gate.Occupy(pool)[0];
        await InTime.Call(pool.Dispose);
        await running.FailsSoon<OperationCanceledException>();
        Assert.Equal(["cleanup", "exit"], await AllAsync(ended));
    }

    [Fact]
    public async Task One_that_was_slow_to_begin_a_task_ends_well_when_it_goes_on()
    {
        using var ended = new SharedQueue<string>();
        var pool = new ProcessPool(Noting(ended, workers: 2).With(static options => options.WorkerEndTimeLimit = InTime.Patience));
        await pool.UntilIdleAsync(2);
        var slow = pool.ProcessIds()[0];
        Signals.Send(slow, Signals.Stop);
        // What it was sent goes to the other one.
        Assert.DoesNotContain(slow, await RunManyAsync(pool).Soon());
        Signals.Send(slow, Signals.Continue);
        await InTime.Call(pool.Dispose);
        Assert.Equal(["cleanup", "cleanup", "exit", "exit"], (await AllAsync(ended)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_that_is_stopped_holds_up_nobody()
    {
        using var ended = new SharedQueue<string>();
        var pool = new ProcessPool(Noting(ended, workers: 2).With(static options => options.WorkerEndTimeLimit = TimeSpan.FromDays(1)));
        await pool.UntilIdleAsync(2);
        Signals.Send(pool.ProcessIds()[0], Signals.Stop);
        await RunManyAsync(pool).Soon();
        await InTime.Call(pool.Dispose);
        Assert.Equal(["cleanup", "exit"], await AllAsync(ended));
    }

    [Fact]
    public async Task A_worker_that_is_replaced_ends_well()
    {
        using var ended = new SharedQueue<string>();
        using var pool = new ProcessPool(Noting(ended, workers: 1).With(options => options.MaxTasksPerWorker = 1));
        for (var round = 0; round < 3; round++)
        {
            await pool.RunAsync(static () => 1).Soon();
            using var limit = new CancellationTokenSource(InTime.Patience);
            Assert.Equal("cleanup", await ended.DequeueAsync(limit.Token));
            Assert.Equal("exit", await ended.DequeueAsync(limit.Token));
        }
    }

    [Fact]
    public async Task The_state_is_disposed_of_before_the_cleanup()
    {
        using var ended = new SharedQueue<string>();
        var pool = new ProcessPool<Noted>(Making(ended), Noting(ended, workers: 1));
        await ReadAsync(pool.State, pool).Soon();
        await InTime.Call(pool.Dispose);
        Assert.Equal(["state", "cleanup", "exit"], await AllAsync(ended));
    }

    [Fact]
    public async Task A_state_that_is_disposed_of_asynchronously_is_waited_for()
    {
        using var ended = new SharedQueue<string>();
        var pool = new ProcessPool<NotedAsync>(MakingAsync(ended), Noting(ended, workers: 1));
        await ReadAsync(pool.State, pool).Soon();
        await InTime.Call(pool.Dispose);
        Assert.Equal(["state", "cleanup", "exit"], await AllAsync(ended));
    }

    [Fact]
    public async Task A_cleanup_that_throws_is_told_by_the_worker_and_harms_nobody()
    {
        var lines = new List<string>();
        var pool = new ProcessPool(new ProcessPoolOptions
        {
            MaxWorkers = 1,
            Cleanup = static () => throw new FormatException("the log was gone"),
            WorkerOptions = new ProcessOptions { StandardError = ProcessOutput.ToLines(lines.Add) },
        });
        await pool.RunAsync(static () => 1).Soon();
        await InTime.Call(pool.Dispose);
        await Patience.UntilAsync(() => lines.Any(static line => line.Contains("the log was gone", StringComparison.Ordinal)), "the failure is told");
    }

    [Theory, InlineData(End.Dispose), InlineData(End.Shutdown)]
    public async Task An_end_that_hangs_holds_up_nobody_beyond_its_limit(End end)
    {
        var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 2, WorkerEndTimeLimit = TimeSpan.FromMilliseconds(200), Cleanup = static () => Thread.Sleep(Timeout.Infinite) });
        await pool.UntilIdleAsync(2);
        var ids = pool.ProcessIds();
        await EndAsync(pool, end);
        Assert.DoesNotContain(ids, Machine.Runs);
    }

    [Fact]
    public async Task Just_when_a_task_ends_nothing_hangs_and_nobody_is_left()
    {
        for (var round = 0; round < 20; round++)
        {
            var pool = new ProcessPool(2);
            await pool.UntilIdleAsync(2);
            var ids = pool.ProcessIds();
            var tasks = Enumerable.Range(0, 4).Select(number => pool.RunAsync(static number => new byte[number], number * 100_000)).ToArray();
            await Task.Delay(round % 5);
            await InTime.Call(pool.Dispose);
            foreach (var task in tasks) Assert.True(await Record.ExceptionAsync(task.Soon) is null or OperationCanceledException);
            Assert.DoesNotContain(ids, Machine.Runs);
        }
    }

    private static Task<int[]> RunManyAsync(TaskPool pool) => Task.WhenAll(Enumerable.Range(0, 20).Select(_ => pool.RunAsync(static () =>
    {
        Thread.Sleep(5);
        return Environment.ProcessId;
    })));

    private static Task<bool> ReadAsync<T>(WorkerState<T> state, TaskPool pool) =>
        pool.RunAsync(static state => state.Value is not null, state);

    private static Task EndAsync(ProcessPool pool, End end) => end switch
    {
        End.Dispose => InTime.Call(pool.Dispose),
        End.DisposeAsync => pool.DisposeAsync().SoonAsync(),
        End.Shutdown => pool.ShutdownAsync().Soon(),
        _ => InTime.Call(() =>
        {
            pool.Terminate();
            pool.ShutdownAsync().Wait();
        }),
    };

    // Apart from the tests, whose functions capture the pool.
    private static ProcessPoolOptions Noting(SharedQueue<string> ended, int workers) => new()
    {
        MaxWorkers = workers,
        Initializer = () => AppDomain.CurrentDomain.ProcessExit += (_, _) => ended.Enqueue("exit"),
        Cleanup = () => ended.Enqueue("cleanup"),
    };

    private static Func<Noted> Making(SharedQueue<string> ended) => () => new Noted(ended);

    private static Func<NotedAsync> MakingAsync(SharedQueue<string> ended) => () => new NotedAsync(ended);

    private static async Task<List<string>> AllAsync(SharedQueue<string> ended)
    {
        ended.Complete();
        return await PoolHealth.CollectAsync(ended.ReadAllAsync());
    }

    private sealed class Noted(SharedQueue<string> ended) : IDisposable
    {
        internal string Name => "noted";

        public void Dispose() => ended.Enqueue("state");
    }

    private sealed class NotedAsync(SharedQueue<string> ended) : IAsyncDisposable
    {
        internal string Name => "noted";

        public async ValueTask DisposeAsync()
        {
            await Task.Delay(20);
            ended.Enqueue("state");
        }
    }
}
