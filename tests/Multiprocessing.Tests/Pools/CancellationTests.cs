namespace Multiprocessing.Tests.Pools;

/// <summary>Whoever does not want a task any more.</summary>
public sealed class CancellationTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    [Theory, InlineData(10), InlineData(1000)]
    public async Task What_has_not_begun_never_runs(int waiting)
    {
        using var begun = new SharedEvent();
        using var release = new SharedEvent();
        using var runs = new SharedArray<int>(waiting);
        using var source = new CancellationTokenSource();
        using var pool = new ProcessPool(PoolHealth.One);
        await pool.MakeTasksSeemShortAsync();
        var running = pool.RunAsync(static given =>
        {
            given.begun.Set();
            given.release.Wait();
            return 7;
        }, (begun, release));
        await begun.WaitAsync().SoonAsync();
        // Every second one is cancelled; the first ones are with the worker already.
        var tasks = Enumerable.Range(0, waiting)
            .Select(number => pool.RunAsync(static pair => ++pair.runs[pair.number], (runs, number), number % 2 == 0 ? source.Token : default)).ToArray();
        Assert.True(pool.GetSnapshot().Workers[0].Tasks > 1, "nothing was sent ahead");
        await source.CancelAsync();
        for (var number = 0; number < waiting; number += 2)
        {
            var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tasks[number].SoonAsync());
            Assert.Equal(source.Token, cancelled.CancellationToken);
        }

        release.Set();
        Assert.Equal(7, await running.SoonAsync());
        for (var number = 1; number < waiting; number += 2) Assert.Equal(1, await tasks[number].SoonAsync());
        await pool.WorksOnAsync();
        Assert.Equal(Enumerable.Range(0, waiting).Select(static number => number % 2), runs.Span.ToArray());
        Assert.Equal(0, pool.GetSnapshot().Restarts);
    }

    [Fact]
    public async Task What_runs_and_takes_the_token_ends_by_itself()
    {
        using var begun = new SharedEvent();
        using var source = new CancellationTokenSource();
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.TaskOptions = new() { GracePeriod = s_never }));
        var task = pool.RunAsync(static (SharedEvent begun, CancellationToken token) =>
        {
            begun.Set();
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
            return 0;
        }, begun, cancellationToken: source.Token);
        await begun.WaitAsync().SoonAsync();
        await source.CancelAsync();
        await AssertCancelledAsync(task, source.Token);
        await pool.WorksOnAsync();
        Assert.Equal(0, pool.GetSnapshot().Restarts);
    }

    [Fact]
    public async Task What_runs_and_captures_the_token_ends_by_itself()
    {
        using var begun = new SharedEvent();
        using var source = new CancellationTokenSource();
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.TaskOptions = new() { GracePeriod = s_never }));
        var task = RunAsync(pool, begun, source.Token);
        await begun.WaitAsync().SoonAsync();
        await source.CancelAsync();
        await AssertCancelledAsync(task, source.Token);
        await pool.WorksOnAsync();
        Assert.Equal(0, pool.GetSnapshot().Restarts);

        static Task<int> RunAsync(ProcessPool pool, SharedEvent begun, CancellationToken token) => pool.RunAsync(Waiting(begun, token), cancellationToken: token);

        static Func<int> Waiting(SharedEvent begun, CancellationToken token) => () =>
        {
            begun.Set();
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
            return 0;
        };
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_runs_and_does_not_hear_is_killed(bool takesToken)
    {
        using var begun = new SharedEvent();
        using var source = new CancellationTokenSource();
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.TaskOptions = new() { GracePeriod = TimeSpan.FromMilliseconds(100) }));
        var task = takesToken
            ? pool.RunAsync(static (SharedEvent begun, CancellationToken _) => SleepForever(begun), begun, cancellationToken: source.Token)
            : pool.RunAsync(static begun => SleepForever(begun), begun, cancellationToken: source.Token);
        await begun.WaitAsync().SoonAsync();
        var others = Enumerable.Range(0, 30).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        await source.CancelAsync();
        await AssertCancelledAsync(task, source.Token);
        Assert.Equal(Enumerable.Range(0, 30), await Task.WhenAll(others).SoonAsync());
        await pool.WorksOnAsync();
        Assert.Equal(1, pool.GetSnapshot().Restarts);
    }

    [Fact]
    public async Task A_map_that_takes_the_token_is_told_and_keeps_its_workers()
    {
        using var begun = new SharedCountdown(2);
        using var source = new CancellationTokenSource();
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.TaskOptions = new() { GracePeriod = s_never }));
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(Waiting(begun), Enumerable.Range(0, 50), cancellationToken: source.Token);
        await begun.WaitAsync().SoonAsync();
        await source.CancelAsync();
        await AssertCancelledAsync(map, source.Token);
        await pool.WorksOnAsync();
        Assert.Equal(0, pool.GetSnapshot().Restarts);

        static Func<int, CancellationToken, int> Waiting(SharedCountdown begun) => (number, token) =>
        {
            begun.Signal();
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
            return number;
        };
    }

    [Fact]
    public async Task A_map_whose_function_captures_a_token_hears_of_it_in_each_task()
    {
        using var reached = new SharedEvent();
        using var source = new CancellationTokenSource();
        using var pool = new ProcessPool(PoolHealth.One);
        // The last item waits for the token, which the first ones have seen uncancelled in the same worker.
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(WaitingAtLast(reached, source.Token), Enumerable.Range(0, 10));
        await reached.WaitAsync().SoonAsync();
        await source.CancelAsync();
        Assert.Equal(Enumerable.Range(0, 10).Select(static number => number == 9), await map.SoonAsync());

        static Func<int, bool> WaitingAtLast(SharedEvent reached, CancellationToken token) => number =>
        {
            if (number < 9) return token.IsCancellationRequested;
            reached.Set();
            return token.WaitHandle.WaitOne();
        };
    }

    [Fact]
    public async Task A_time_limit_of_one_chunk_is_no_cancellation_of_the_next()
    {
        using var source = new CancellationTokenSource();
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.TaskOptions = new() { GracePeriod = s_never }));
        var options = new TaskOptions { TimeLimit = TimeSpan.FromSeconds(1) };
        await using var results = pool.WithOptions(options).StreamAsync(Both(source.Token), Enumerable.Range(0, 8), source.Token).GetAsyncEnumerator();
        for (var number = 0; number < 8; number++)
        {
            if (number == 3) await Assert.ThrowsAsync<TimeoutException>(() => results.MoveNextAsync().AsTask().SoonAsync());
            else Assert.True(await results.MoveNextAsync().AsTask().SoonAsync() && results.Current == (false, false));
        }

        Assert.Equal(0, pool.GetSnapshot().Restarts);

        // The same token, captured and given.
        static Func<int, CancellationToken, (bool, bool)> Both(CancellationToken captured) => (number, given) =>
        {
            if (number == 3) given.WaitHandle.WaitOne();
            if (number == 3) given.ThrowIfCancellationRequested();
            return (captured.IsCancellationRequested, given.IsCancellationRequested);
        };
    }

    [Fact]
    public async Task A_map_whose_function_captures_a_progress_object_reports_from_each_task()
    {
        var reports = new List<int>();
        using var pool = new ProcessPool(PoolHealth.Two);
        await pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(Reporting(Receiver.Of<int>(reports.Add)), Enumerable.Range(0, 50)).SoonAsync();
        reports.Sort();
        Assert.Equal(Enumerable.Range(0, 50), reports);

        static Func<int, int> Reporting(IProgress<int> progress) => number =>
        {
            progress.Report(number);
            return number;
        };
    }

    [Fact]
    public async Task A_map_that_hears_of_nothing_is_ended()
    {
        using var begun = new SharedCountdown(2);
        using var source = new CancellationTokenSource();
        using var pool = new ProcessPool(PoolHealth.Two);
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(Sleeping(begun), Enumerable.Range(0, 50), cancellationToken: source.Token);
        await begun.WaitAsync().SoonAsync();
        await source.CancelAsync();
        await AssertCancelledAsync(map, source.Token);
        await pool.WorksOnAsync();
        Assert.Equal((2, 0), (pool.GetSnapshot().Restarts, begun.CurrentCount));

        static Func<int, int> Sleeping(SharedCountdown begun) => number =>
        {
            begun.Signal();
            Thread.Sleep(Timeout.Infinite);
            return number;
        };
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_stream_is_ended_by_its_token_or_by_who_leaves_it(bool byToken)
    {
        using var source = new CancellationTokenSource();
        using var pool = new ProcessPool(PoolHealth.Two);
        var taken = 0;
        var stream = Task.Run(async () =>
        {
            await foreach (var result in pool.StreamAsync(static number => number, Endless(), cancellationToken: source.Token))
            {
                Assert.Equal(taken++, result);
                if (taken < 500) continue;
                if (!byToken) break;
                await source.CancelAsync();
            }
        });
        if (byToken) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.SoonAsync());
        else await stream.SoonAsync();
        await pool.WorksOnAsync();
        // It is over: nothing holds up the end.
        await pool.ShutdownAsync().SoonAsync();
        Assert.True(taken >= 500);

        static IEnumerable<int> Endless()
        {
            for (var number = 0; ; number++) yield return number;
        }
    }

    [Fact]
    public async Task Before_it_is_given_it_is_not_taken()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var cancelled = new CancellationToken(canceled: true);
        await AssertCancelledAsync(pool.RunAsync(static () => 1, cancellationToken: cancelled), cancelled);
        await AssertCancelledAsync(pool.MapAsync(static x => x, [1], cancellationToken: cancelled), cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PoolHealth.CollectAsync(pool.StreamAsync(static x => x, [1], cancellationToken: cancelled)).SoonAsync());
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task At_any_moment_ends_in_a_result_or_in_the_cancellation()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        for (var round = 0; round < 60; round++)
        {
            using var source = new CancellationTokenSource();
            var tasks = Enumerable.Range(0, 20).Select(number => pool.RunAsync(static (number, token) =>
            {
                Thread.SpinWait(1000);
                return number;
            }, number, cancellationToken: source.Token)).ToArray();
            Thread.SpinWait(round * 2000);
            await source.CancelAsync();
            for (var number = 0; number < tasks.Length; number++)
            {
                var task = tasks[number];
                var end = await Record.ExceptionAsync(() => task.SoonAsync());
                Assert.True(end is null or OperationCanceledException, $"{end}");
                if (end is null) Assert.Equal(number, await task);
            }
        }

        await pool.WorksOnAsync();
    }

    private static int SleepForever(SharedEvent begun)
    {
        begun.Set();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static async Task AssertCancelledAsync(Task task, CancellationToken token)
    {
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task.SoonAsync());
        Assert.Equal(token, cancelled.CancellationToken);
        Assert.True(task.IsCanceled);
    }
}
