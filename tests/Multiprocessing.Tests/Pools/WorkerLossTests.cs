using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Pools;

/// <summary>Somebody kills a worker, at a moment of his choice.</summary>
[Trait("Kind", "fault")]
public sealed class WorkerLossTests
{
    private const int Large = 4 << 20;

    [Fact]
    public async Task While_idle_costs_no_task()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        await pool.UntilIdleAsync(2);
        var before = pool.ProcessIds();
        foreach (var id in before) Signals.Kill(id);
        // Some of these are sent to workers that are dead already.
        await pool.WorksOnAsync();
        await Patience.UntilAsync(() => pool.GetSnapshot() is { Restarts: 2, FailedTasks: 0 }, "two restarts");
        await pool.UntilIdleAsync(2);
        Assert.Empty(pool.ProcessIds().Intersect(before));
    }

    [Theory, InlineData(Moment.Receiving), InlineData(Moment.Running), InlineData(Moment.Answering)]
    public async Task Within_a_task_costs_that_task(Moment moment)
    {
        using var reached = new SharedEvent();
        using var pool = new ProcessPool(PoolHealth.Two);
        var lost = pool.RunAsync(static halt => halt.Run(), new Halt(moment, reached));
        await reached.WaitAsync().SoonAsync();
        var id = pool.BusyProcessId();
        var others = Enumerable.Range(0, 50).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        Signals.Kill(id);
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(() => lost.SoonAsync());
        Assert.Equal((id, Signals.Killed), (crash.ProcessId, crash.ExitStatus!.Signal));
        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(others).SoonAsync());
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task While_it_sends_a_large_result_gives_all_of_it_or_a_crash()
    {
        var outcomes = new List<bool>();
        using var pool = new ProcessPool(PoolHealth.One);
        for (var round = 0; round < 12; round++)
        {
            var task = pool.RunAsync(static delay =>
            {
                var result = GC.AllocateUninitializedArray<byte>(Large * 16);
                result.AsSpan().Fill(5);
                new Thread(() =>
                {
                    Thread.Sleep(delay);
                    Signals.Kill(Environment.ProcessId);
                }).Start();
                return result;
            }, round / 2);
            try
            {
                var result = await task.SoonAsync();
                outcomes.Add(true);
                Assert.True(result.Length == Large * 16 && !result.AsSpan().ContainsAnyExcept((byte)5));
            }
            catch (ProcessCrashedException crash)
            {
                outcomes.Add(false);
                Assert.Equal(Signals.Killed, crash.ExitStatus!.Signal);
            }

            Assert.Equal(round, await pool.WithOptions(new() { Retries = new RetryPolicy { MaxRetries = 1 } }).RunAsync(static x => x, round).SoonAsync());
        }

        Assert.Contains(false, outcomes);
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task While_it_holds_a_lock_hands_the_lock_on()
    {
        using var reached = new SharedEvent();
        using var theLock = new SharedLock();
        using var pool = new ProcessPool(PoolHealth.Two);
        var holder = pool.RunAsync(() =>
        {
            using (theLock.Enter())
            {
                reached.Set();
                Thread.Sleep(Timeout.Infinite);
            }

            return 0;
        });
        await reached.WaitAsync().SoonAsync();
        var id = pool.BusyProcessId();
        var waiter = pool.RunAsync(static theLock =>
        {
            using (theLock.Enter(out var wasAbandoned)) return wasAbandoned;
        }, theLock);
        Signals.Kill(id);
        await Assert.ThrowsAsync<ProcessCrashedException>(() => holder.SoonAsync());
        // The one who gets it is told that its last owner has died.
        Assert.True(await waiter.SoonAsync());
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task In_its_initializer_brings_another_worker()
    {
        using var initialized = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.Initializer = () =>
        {
            if (Interlocked.Increment(ref initialized.Value) <= 3) Signals.Kill(Environment.ProcessId);
        }));
        await pool.WorksOnAsync();
        Assert.InRange(initialized.Value, 4, 5);
        Assert.Equal(0, pool.GetSnapshot().FailedTasks);
    }

    [Fact]
    public async Task Of_a_map_costs_that_chunk_and_the_others_are_done_first()
    {
        using var done = new SharedArray<int>(30);
        using var pool = new ProcessPool(PoolHealth.Two);
        var map = pool.WithOptions(new() { ChunkSize = 2 }).MapAsync(number =>
        {
            if (number == 4) Signals.Kill(Environment.ProcessId);
            return Interlocked.Increment(ref done[number]);
        }, Enumerable.Range(0, 30));
        await Assert.ThrowsAsync<ProcessCrashedException>(() => map.SoonAsync());
        Assert.Equal(Enumerable.Range(0, 30).Select(static number => number is 4 or 5 ? 0 : 1), done.Span.ToArray());
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task Of_a_stream_costs_that_item()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        await using var results = pool.StreamAsync(static number =>
        {
            if (number == 4) Signals.Kill(Environment.ProcessId);
            return number;
        }, Enumerable.Range(0, 100)).GetAsyncEnumerator();
        for (var number = 0; number < 100; number++)
        {
            if (number == 4) await Assert.ThrowsAsync<ProcessCrashedException>(() => results.MoveNextAsync().AsTask().SoonAsync());
            else Assert.True(await results.MoveNextAsync().AsTask().SoonAsync() && results.Current == number);
        }

        Assert.False(await results.MoveNextAsync().AsTask().SoonAsync());
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task All_at_once_leaves_what_waits_to_the_next()
    {
        using var reached = new SharedSemaphore(0, 2);
        using var pool = new ProcessPool(PoolHealth.Two);
        var running = Enumerable.Range(0, 2).Select(_ => pool.RunAsync(static reached =>
        {
            reached.Release();
            Thread.Sleep(Timeout.Infinite);
        }, reached)).ToArray();
        for (var worker = 0; worker < 2; worker++) await reached.WaitAsync().AsTask().SoonAsync();
        var waiting = Enumerable.Range(0, 50).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        pool.KillWorkers();
        foreach (var task in running) await Assert.ThrowsAsync<ProcessCrashedException>(() => task.SoonAsync());
        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(waiting).SoonAsync());
        await pool.WorksOnAsync();
    }

    /// <summary>A large argument, and result, that tells that a moment has come, and stays there.</summary>
    private sealed class Halt(Moment moment, SharedEvent reached) : IDeserializationCallback
    {
        private readonly byte[] _bulk = new byte[Large];

        public void OnDeserialization(object? sender) => StayAt(Moment.Receiving);

        [OnSerializing]
        internal void OnSending(StreamingContext context) => StayAt(Moment.Answering);

        internal Halt Run()
        {
            StayAt(Moment.Running);
            return _bulk.Length == Large ? this : throw new InvalidDataException();
        }

        private void StayAt(Moment now)
        {
            if (now != moment || CurrentProcess.Parent is null) return;
            reached.Set();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
