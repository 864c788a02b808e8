using Multiprocessing.Python;
using Multiprocessing.Tests.Pools;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Conformance;

/// <summary>
/// The rules of Python's <c>apply</c>, <c>apply_async</c> and <c>AsyncResult</c> (<c>_TestPool</c>, <c>_TestPoolWorkerErrors</c>).
/// </summary>
public sealed class PoolResultRulesTests(PoolOf3 fixture) : IClassFixture<PoolOf3>
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(30);

    private readonly ProcessPool _pool = fixture.Pool;

    [Fact]
    public async Task Apply_takes_one_argument_or_none()
    {
        Assert.Equal(42, await InTime.Call(() => _pool.Apply(static () => 42)));
        Assert.Equal(25, await InTime.Call(() => _pool.Apply(static number => number * number, 5)));
        Assert.Equal("a1True", await InTime.Call(() => _pool.Apply(static of => $"{of.Text}{of.Number}{of.Truth}", (Text: "a", Number: 1, Truth: true))));
    }

    [Fact]
    public async Task ApplyAsync_takes_one_argument_or_none()
    {
        Assert.Equal(42, await _pool.ApplyAsync(static () => 42).Soon());
        Assert.Equal(25, await _pool.ApplyAsync(static number => number * number, 5).Soon());
        Assert.Equal("a1True", await _pool.ApplyAsync(static of => $"{of.Text}{of.Number}{of.Truth}", (Text: "a", Number: 1, Truth: true)).Soon());
    }

    [Fact]
    public async Task What_an_applied_function_throws_is_thrown()
    {
        await InTime.Call(() => Assert.Throws<KeyNotFoundException>(() => _pool.Run<int>(static () => throw new KeyNotFoundException("key"))));
        var scratchpad = new List<Exception>();
        var result = _pool.ApplyAsync<int>(static () => throw new KeyNotFoundException("key"), errorCallback: scratchpad.Add);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => result.Soon());
        Assert.Equal("key", Assert.IsType<KeyNotFoundException>(Assert.Single(scratchpad)).Message);
    }

    [Fact]
    public async Task A_result_is_asked_whether_it_is_ready()
    {
        using var gate = new Gate();
        var open = gate.Opened;
        var result = _pool.RunAsync(() =>
        {
            open.Wait();
            return 7;
        });
        Assert.False(result.IsReady());
        Assert.Contains("not ready", Assert.Throws<InvalidOperationException>(() => result.IsSuccessful()).Message, StringComparison.Ordinal);
        Assert.False(await InTime.Call(() => result.Wait(s_short)));
        Assert.False(await InTime.Call(() => result.Wait(TimeSpan.Zero)));
        Assert.Throws<TimeoutException>(() => result.Get(s_short));
        gate.Open();
        Assert.Equal(7, await InTime.Call(() => result.Get(InTime.Patience)));
        Assert.Equal(7, await InTime.Call(result.Get));
        await InTime.Call(result.Wait);
        Assert.True(await InTime.Call(() => result.Wait(Timeout.InfiniteTimeSpan)));
        Assert.True(result.IsReady() && result.IsSuccessful());
        Assert.Equal(7, await result);
    }

    [Fact]
    public async Task A_result_that_failed_is_ready_but_not_successful()
    {
        var result = _pool.RunAsync<int>(static () => throw new SayWhenException());
        await InTime.Call(() => Task.WaitAny(result));
        Assert.True(result.IsReady());
        Assert.False(result.IsSuccessful());
        Assert.Throws<SayWhenException>(() => result.Get());
        Assert.Throws<SayWhenException>(() => result.Get(s_short));
    }

    [Fact]
    public async Task A_callback_comes_before_the_result_is_ready()
    {
        Task<int>? result = null;
        using var known = new ManualResetEventSlim();
        var wasReady = new TaskCompletionSource<bool>();
        result = _pool.ApplyAsync(static () => 5, callback: value =>
        {
            Assert.True(known.Wait(InTime.Patience));
            wasReady.SetResult(Volatile.Read(ref result)!.IsReady() || value != 5);
        });
        known.Set();
        Assert.Equal(5, await result.Soon());
        Assert.False(await wasReady.Task.Soon());
    }

    [Fact]
    public async Task What_a_callback_throws_is_what_the_callers_get_beside_what_the_task_threw()
    {
        await Assert.ThrowsAsync<SayWhenException>(() => _pool.ApplyAsync(static () => 5, callback: static _ => throw new SayWhenException()).Soon());
        var own = await Assert.ThrowsAsync<FormatException>(() => _pool.ApplyAsync<int>(static () => throw new FormatException(), errorCallback: static _ => throw new SayWhenException()).Soon());
        Assert.IsType<SayWhenException>(own.Data["Multiprocessing.CallbackFailure"]);
        await Assert.ThrowsAsync<SayWhenException>(() => _pool.MapAsync(static x => x, [1], callback: static _ => throw new SayWhenException()).Soon());
        Assert.Equal(6, await _pool.RunAsync(static () => 6).Soon());
    }

    [Fact]
    public async Task A_callback_may_submit_more_and_wait_for_it()
    {
        var inner = new TaskCompletionSource<int>();
        await _pool.ApplyAsync(static () => 5, callback: value => inner.SetResult(_pool.Run(static x => x + 1, value))).Soon();
        Assert.Equal(6, await inner.Task.Soon());
    }

    [Fact]
    public async Task Only_the_callback_that_applies_is_called()
    {
        var calls = new List<string>();
        await _pool.ApplyAsync(static () => 1, callback: _ => calls.Add("success"), errorCallback: _ => calls.Add("error")).Soon();
        await Assert.ThrowsAsync<SayWhenException>(() => _pool.ApplyAsync<int>(static () => throw new SayWhenException(), callback: _ => calls.Add("success"), errorCallback: _ => calls.Add("error")).Soon());
        Assert.Equal(["success", "error"], calls);
    }

    // Python's test_unpickleable_result.
    [Fact]
    public async Task A_result_that_cannot_cross_costs_no_worker()
    {
        var workers = Workers();
        for (var round = 0; round < 20; round++)
        {
            Exception? told = null;
            var result = _pool.ApplyAsync(static () => (object)Thread.CurrentThread, errorCallback: failure => told = failure);
            var thrown = await Assert.ThrowsAsync<ProcessBoundaryException>(() => result.Soon());
            Assert.Contains(nameof(Thread), thrown.Message, StringComparison.Ordinal);
            Assert.IsType<ProcessBoundaryException>(told);
        }

        Assert.Equal(1, await _pool.RunAsync(static () => 1).Soon());
        Assert.Equal(workers, Workers());
    }

    [Fact]
    public async Task Each_caller_gets_an_exception_of_its_own_with_the_worker_s_stack()
    {
        var thrown = new List<Exception>();
        for (var round = 0; round < 3; round++) thrown.Add(await Assert.ThrowsAsync<SayWhenException>(() => _pool.RunAsync(ThrowHere).Soon()));
        thrown.Add(await InTime.Call(() => Assert.Throws<SayWhenException>(() => _pool.Run(ThrowHere))));
        thrown.Add(await Assert.ThrowsAsync<SayWhenException>(() => _pool.MapAsync(static _ => ThrowHere(), [1]).Soon()));
        thrown.Add(await Assert.ThrowsAsync<SayWhenException>(() => _pool.StreamAsync(static _ => ThrowHere(), [1]).AllSoon()));
        Assert.Equal(thrown.Count, thrown.Distinct().Count());
        Assert.All(thrown, static failure =>
        {
            Assert.Contains(nameof(ThrowHere), failure.StackTrace, StringComparison.Ordinal);
            Assert.Contains($"{nameof(PoolResultRulesTests)}.cs", failure.ToString(), StringComparison.Ordinal);
            Assert.Null(failure.InnerException);
        });
    }

    [Fact]
    public async Task An_exception_brings_its_inner_ones_fields_and_data()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => _pool.RunAsync(ThrowManyThings).Soon());
        Assert.Equal(["when", "two"], Assert.IsType<AggregateException>(thrown.InnerException).InnerExceptions.Select(static inner => inner.Message));
        Assert.Equal(12, thrown.Data["line"]);
    }

    [Fact]
    public async Task An_exception_arrives_without_what_cannot_cross_and_says_so()
    {
        var thrown = await Assert.ThrowsAsync<LiveException>(() => _pool.RunAsync(ThrowLive).Soon());
        Assert.Equal("has a thread", thrown.Message);
        Assert.Null(thrown.Thread);
        Assert.Contains("LiveException.Thread is a System.Threading.Thread, which cannot cross", (string?)thrown.Data["Multiprocessing.LeftOut"], StringComparison.Ordinal);
        Assert.Contains(nameof(ThrowLive), thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_is_used_by_many_threads_at_once()
    {
        var callers = Enumerable.Range(0, 8).Select(caller => InTime.Call(() =>
        {
            for (var round = 0; round < 50; round++)
            {
                Assert.Equal(caller + round, _pool.Apply(static of => of.caller + of.round, (caller, round)));
                if (round % 10 == 0) Assert.Equal([caller, caller + 1], _pool.Map(static x => x, [caller, caller + 1]));
            }
        }));
        await Task.WhenAll(callers).Soon();
    }

    [Fact]
    public async Task More_tasks_than_workers_are_all_done()
    {
        using var permits = new SharedSemaphore(0);
        var pool = _pool;
        var tasks = Enumerable.Repeat(permits, 15 * 3).Select(given => pool.RunAsync(static (SharedSemaphore semaphore) => semaphore.Wait(), given)).ToArray();
        Assert.Equal(3, _pool.GetSnapshot().Workers.Count);
        for (var task = 0; task < tasks.Length; task++) permits.Release();
        await Task.WhenAll(tasks).Soon();
    }

    private static int ThrowHere() => throw new SayWhenException();

    private static int ThrowLive() => throw new LiveException(Thread.CurrentThread);

    private static int ThrowManyThings() =>
        throw new InvalidOperationException("outer", new AggregateException(new SayWhenException(), new FormatException("two"))) { Data = { ["line"] = 12 } };

    private int?[] Workers()
    {
        Eventually.IsTrue(() => _pool.GetSnapshot().Workers.All(static worker => worker.State is PoolWorkerState.Idle or PoolWorkerState.Busy));
        return [.. _pool.GetSnapshot().Workers.Select(static worker => worker.ProcessId)];
    }

    private sealed class LiveException(Thread thread) : Exception("has a thread")
    {
        public Thread Thread { get; } = thread;
    }
}
