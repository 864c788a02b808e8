using Multiprocessing.Python;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Pools;

/// <summary>
/// Tokens: given to a function, captured by it, in its arguments; each is told to what runs, and a task that ends then is cancelled and
/// costs no worker.
/// </summary>
public sealed class TokenTests(PoolOf3 fixture) : IClassFixture<PoolOf3>
{
    private readonly ProcessPool _pool = fixture.Pool;

    // A task that is told must not be killed in these tests.
    private static readonly TaskOptions s_patient = new() { GracePeriod = InTime.Patience };

    private static readonly TaskOptions s_one = new() { ChunkSize = 1, GracePeriod = InTime.Patience };

    private delegate Task Start(ProcessPool pool, SharedEvent begun, CancellationToken token);

    public static TheoryData<string> Ways => [.. s_ways.Keys];

    private static readonly Dictionary<string, Start> s_ways = new()
    {
        ["given"] = static (pool, begun, token) => pool.WithOptions(s_patient).RunAsync(own => WaitFor(begun, own), token),
        ["given to an asynchronous function"] = static (pool, begun, token) => pool.WithOptions(s_patient).RunAsync(own => WaitForAsync(begun, own), token),
        ["given beside an argument"] = static (pool, begun, token) => pool.WithOptions(s_patient).RunAsync(static (given, own) => WaitFor(given, own), begun, token),
        ["given to an asynchronous function beside an argument"] = static (pool, begun, token) => pool.WithOptions(s_patient).RunAsync(static (given, own) => WaitForAsync(given, own), begun, token),
        ["given to an action"] = static (pool, begun, token) => pool.WithOptions(s_patient).RunAsync(own => { WaitFor(begun, own); }, token),
        ["given to an asynchronous action"] = static (pool, begun, token) => pool.WithOptions(s_patient).RunAsync(async own => { await WaitForAsync(begun, own); }, token),
        ["captured"] = static (pool, begun, token) => pool.WithOptions(s_patient).RunAsync(() => WaitFor(begun, token), token),
        ["captured, another one"] = static (pool, begun, token) => pool.WithOptions(s_patient).RunAsync(() => WaitFor(begun, token)),
        ["an argument"] = static (pool, begun, token) => pool.WithOptions(s_patient).RunAsync(static pair => WaitFor(pair.begun, pair.token), (begun, token), token),
        ["map, given"] = static (pool, begun, token) => pool.WithOptions(s_one).MapAsync(static (given, own) => WaitFor(given, own), Enumerable.Repeat(begun, 1), token),
        ["map, given to what captures"] = static (pool, begun, token) => pool.WithOptions(s_one).MapAsync((int _, CancellationToken own) => WaitFor(begun, own), [0], token),
        ["map, captured"] = static (pool, begun, token) => pool.WithOptions(s_one).MapAsync(_ => WaitFor(begun, token), [0], token),
        ["map, items"] = static (pool, begun, token) => pool.WithOptions(s_one).MapAsync(static pair => WaitFor(pair.begun, pair.token), new[] { (begun, token) }, token),
        ["stream, given"] = static (pool, begun, token) => First(pool.WithOptions(s_one).StreamAsync((int _, CancellationToken own) => WaitFor(begun, own), [0], token)),
        ["stream, captured"] = static (pool, begun, token) => First(pool.WithOptions(s_one).WithOptions(new() { Ordered = false }).StreamAsync(_ => WaitFor(begun, token), [0], token)),
        ["stream, enumerated with it"] = static (pool, begun, token) => First(pool.WithOptions(s_one).StreamAsync((int _, CancellationToken own) => WaitFor(begun, own), [0]), token),
        ["stream of chunks, given"] = static (pool, begun, token) => First(pool.WithOptions(s_one).WithOptions(new() { ChunkSize = 2 }).StreamAsync((int _, CancellationToken own) => WaitFor(begun, own), [0, 1], token)),
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_task_that_runs_is_told(string way)
    {
        using var begun = new SharedEvent();
        using var cancellation = new CancellationTokenSource();
        var workers = Workers();
        var task = s_ways[way](_pool, begun, cancellation.Token);
        Assert.True(await begun.WaitAsync(InTime.Patience));
        await cancellation.CancelAsync();
        await task.FailsSoon<OperationCanceledException>();
        Assert.Equal(4, await _pool.RunAsync(static x => x * x, 2).Soon());
        Assert.Equal(workers, Workers());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_second_task_in_a_worker_is_told_as_the_first(string way)
    {
        using var pool = new ProcessPool(1);
        for (var round = 0; round < 2; round++)
        {
            using var begun = new SharedEvent();
            using var cancellation = new CancellationTokenSource();
            var task = s_ways[way](pool, begun, cancellation.Token);
            Assert.True(await begun.WaitAsync(InTime.Patience));
            await cancellation.CancelAsync();
            await task.FailsSoon<OperationCanceledException>();
        }

        Assert.Equal(0, pool.GetSnapshot().Restarts);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    public async Task A_captured_token_is_told_to_later_items_of_a_job_too(bool isMap, int chunk)
    {
        using var pool = new ProcessPool(1);
        using var begun = new SharedEvent();
        using var cancellation = new CancellationTokenSource();
        var token = cancellation.Token;
        Func<int, int> function = item => item < 7 ? item : WaitFor(begun, token);
        var chunks = pool.WithOptions(s_one).WithOptions(new() { ChunkSize = chunk });
        var job = isMap ? chunks.MapAsync(function, Enumerable.Range(0, 10)) : All(chunks.StreamAsync(function, Enumerable.Range(0, 10)));
        Assert.True(await begun.WaitAsync(InTime.Patience));
        await cancellation.CancelAsync();
        await job.FailsSoon<OperationCanceledException>();
        Assert.Equal(0, pool.GetSnapshot().Restarts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Captured_progress_of_each_item_of_a_job_arrives(int chunk)
    {
        using var pool = new ProcessPool(1);
        var reports = new List<int>();
        IProgress<int> progress = new Collecting(reports);
        Func<int, int> function = item =>
        {
            progress.Report(item);
            return item;
        };
        Assert.Equal(Enumerable.Range(0, 12), await pool.WithOptions(new() { ChunkSize = chunk }).MapAsync(function, Enumerable.Range(0, 12)).Soon());
        Assert.Equal(Enumerable.Range(0, 12), reports);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_begins_nothing()
    {
        using var ran = new SharedValue<int>();
        var done = new CancellationToken(canceled: true);
        Func<int> function = () => Interlocked.Increment(ref ran.Value);
        Func<int, int> ofItem = _ => Interlocked.Increment(ref ran.Value);
        foreach (var task in (Task[])[_pool.RunAsync(function, cancellationToken: done), _pool.RunAsync(function, cancellationToken: done), _pool.MapAsync(ofItem, [1], cancellationToken: done), All(_pool.StreamAsync(ofItem, [1], cancellationToken: done))])
        {
            var thrown = await task.FailsSoon<OperationCanceledException>();
            Assert.Equal(done, thrown.CancellationToken);
            Assert.True(task.IsCanceled);
        }

        Assert.Equal(0, ran.Value);
    }

    [Fact]
    public async Task A_cancelled_token_is_cancelled_in_a_task_that_only_names_it()
    {
        var token = new CancellationToken(canceled: true);
        Assert.True(await _pool.RunAsync(() => token.IsCancellationRequested).Soon());
        Assert.True(await _pool.RunAsync(static pair => pair.token.IsCancellationRequested, (token, 0)).Soon());
        Assert.All(await _pool.MapAsync(_ => token.IsCancellationRequested, [0, 1]).Soon(), Assert.True);
        Assert.False(await _pool.RunAsync(static own => own.IsCancellationRequested).Soon());
    }

    [Fact]
    public async Task What_waits_is_dropped_and_never_runs()
    {
        using var gate = new Gate();
        using var ran = new SharedValue<int>();
        using var pool = new ProcessPool(1);
        var occupied = gate.Occupy(pool);
        using var cancellation = new CancellationTokenSource();
        var tasks = Waiting(pool, ran, cancellation.Token);
        await cancellation.CancelAsync();
        foreach (var task in tasks) await task.FailsSoon<OperationCanceledException>();
        gate.Open();
        await Task.WhenAll(occupied).Soon();
        await pool.ShutdownAsync().Soon();
        Assert.Equal(0, ran.Value);
    }

    [Fact]
    public async Task A_task_may_end_well_though_it_was_told()
    {
        using var begun = new SharedEvent();
        using var cancellation = new CancellationTokenSource();
        var task = _pool.WithOptions(s_patient).RunAsync(
            own =>
            {
                begun.Set();
                own.WaitHandle.WaitOne();
                return 11;
            },
            cancellation.Token);
        Assert.True(await begun.WaitAsync(InTime.Patience));
        await cancellation.CancelAsync();
        Assert.Equal(11, await task.Soon());
    }

    [Fact]
    public async Task A_task_of_its_own_cancellation_fails_with_it()
    {
        var thrown = await _pool.RunAsync(ThrowCancelled).FailsSoon<OperationCanceledException>();
        Assert.Equal("own", thrown.Message);
    }

    [Fact]
    public async Task A_time_limit_is_told_by_the_token_that_a_function_is_given_and_by_no_other()
    {
        using var pool = new ProcessPool(1);
        using var cancellation = new CancellationTokenSource();
        var token = cancellation.Token;
        var limited = new TaskOptions { ChunkSize = 1, TimeLimit = TimeSpan.FromMilliseconds(100), GracePeriod = InTime.Patience };
        using var other = new SharedValue<int>();
        Func<int, CancellationToken, int> function = (item, own) =>
        {
            if (item == 1) return token.IsCancellationRequested ? -1 : 1;
            own.WaitHandle.WaitOne();
            if (token.IsCancellationRequested) other.Value++;
            throw new OperationCanceledException(own);
        };
        var map = pool.WithOptions(limited).MapAsync(function, [0, 1], cancellationToken: token);
        var thrown = await map.FailsSoon<TimeoutException>();
        Assert.Contains("time limit", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, other.Value);
        Assert.Equal(0, pool.GetSnapshot().Restarts);
        Assert.Equal(1, (await pool.RunAsync(function, 1).Soon()));
    }

    [Fact]
    public async Task A_task_has_no_more_than_63_tokens()
    {
        using var sources = new Sources(64);
        var most = sources.Tokens[..63];
        Assert.Equal(63, await _pool.RunAsync(static tokens => tokens.Length, most).Soon());
        Assert.Contains("63", Assert.Throws<ProcessBoundaryException>(() => { _ = _pool.RunAsync(static tokens => tokens.Length, sources.Tokens); }).Message, StringComparison.Ordinal);
        Assert.Equal(1, await _pool.RunAsync(static () => 1).Soon());
    }

    private static int WaitFor(SharedEvent begun, CancellationToken token)
    {
        begun.Set();
        Assert.True(token.WaitHandle.WaitOne(InTime.Patience), "never told");
        token.ThrowIfCancellationRequested();
        return 0;
    }

    private static async Task<int> WaitForAsync(SharedEvent begun, CancellationToken token)
    {
        begun.Set();
        await Task.Delay(InTime.Patience, token);
        return 0;
    }

    private static int ThrowCancelled() => throw new OperationCanceledException("own");

    private static async Task First<T>(IAsyncEnumerable<T> stream, CancellationToken token = default)
    {
        await using var results = stream.GetAsyncEnumerator(token);
        await results.MoveNextAsync().Soon();
    }

    private static async Task All<T>(IAsyncEnumerable<T> stream)
    {
        await foreach (var _ in stream.EachSoon())
        {
        }
    }

    private static Task[] Waiting(ProcessPool pool, SharedValue<int> ran, CancellationToken token)
    {
        Task[] tasks =
        [
            pool.RunAsync(() => Interlocked.Increment(ref ran.Value), cancellationToken: token),
            pool.RunAsync(() => Interlocked.Increment(ref ran.Value), cancellationToken: token),
            pool.RunAsync(_ => Interlocked.Increment(ref ran.Value), cancellationToken: token),
            pool.MapAsync(_ => Interlocked.Increment(ref ran.Value), Enumerable.Range(0, 1000), cancellationToken: token),
            First(pool.StreamAsync(_ => Interlocked.Increment(ref ran.Value), Enumerable.Range(0, 1000), cancellationToken: token), CancellationToken.None),
        ];
        HasQueued(pool, 1000);
        return tasks;
    }

    private static void HasQueued(ProcessPool pool, int least) => Eventually.IsTrue(() => pool.GetSnapshot().QueuedTasks > least);

    private int?[] Workers()
    {
        Eventually.IsTrue(() => _pool.GetSnapshot().Workers.All(static worker => worker.State is PoolWorkerState.Idle or PoolWorkerState.Busy));
        return [.. _pool.GetSnapshot().Workers.Select(static worker => worker.ProcessId)];
    }

    private sealed class Collecting(List<int> reports) : IProgress<int>
    {
        public void Report(int value) => reports.Add(value);
    }

    private sealed class Sources(int count) : IDisposable
    {
        private readonly CancellationTokenSource[] _sources = [.. Enumerable.Range(0, count).Select(static _ => new CancellationTokenSource())];

        public CancellationToken[] Tokens => [.. _sources.Select(static source => source.Token)];

        public void Dispose()
        {
            foreach (var source in _sources) source.Dispose();
        }
    }
}
