using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Pools;

/// <summary>A random worker is killed every few milliseconds, all the time: each caller gets each result, once.</summary>
[Collection(FaultCollection.Name)]
public sealed class ChaosTests
{
    private const int Tasks = 100_000;

    // A worker is to live long enough to do some work: two processors start about so many of them.
    private const int Interval = 12;

    private static readonly ProcessPoolOptions s_options = new()
    {
        MaxWorkers = 3,
        TaskOptions = new() { Retries = new RetryPolicy { MaxRetries = 1000 } },
        WorkerOptions = new ProcessOptions { StartMethod = StartMethod.WarmSpare },
    };

    [Fact]
    public async Task Single_tasks()
    {
        using var pool = new ProcessPool(s_options);
        var results = new int[Tasks];
        var rounds = 0;
        await using (var killer = new Killer(pool))
        {
            for (; !killer.WasAtWork; rounds++)
            {
                var tasks = Enumerable.Range(0, Tasks).Select(async number =>
                {
                    Assert.Equal(number * 3, await pool.RunAsync(static x => x * 3, number));
                    Interlocked.Increment(ref results[number]);
                }).ToArray();
                await Task.WhenAll(tasks).WaitAsync(2 * Patience.Limit);
            }
        }

        Assert.DoesNotContain(results, count => count != rounds);
        await AssertNothingFailedAsync(pool, rounds * Tasks);
    }

    [Fact]
    public async Task Maps()
    {
        using var pool = new ProcessPool(s_options);
        var round = 0;
        await using (var killer = new Killer(pool))
        {
            for (; round < 10 || !killer.WasAtWork; round++)
            {
                var items = Enumerable.Range(round, Tasks / 10).ToArray();
                // Now without references, now with.
                if (round % 2 == 0) Assert.Equal(items.Select(static x => x * 3), await pool.WithOptions(new() { ChunkSize = 5 }).MapAsync(static x => x * 3, items).SoonAsync());
                else Assert.Equal(items.Select(static x => $"{x}"), await pool.WithOptions(new() { ChunkSize = 5 }).MapAsync(static x => $"{x}", items).SoonAsync());
            }
        }

        await AssertNothingFailedAsync(pool, round * Tasks / 10 / 5);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Streams(bool isOrdered)
    {
        using var pool = new ProcessPool(s_options);
        var rounds = 0;
        await using (var killer = new Killer(pool))
        {
            for (; !killer.WasAtWork; rounds++)
            {
                var items = Enumerable.Range(rounds, Tasks / 2).ToArray();
                var results = await PoolHealth.CollectAsync(isOrdered ? pool.StreamAsync(static x => x * 3, items) : pool.WithOptions(new() { Ordered = false }).StreamAsync(static x => x * 3, items)).WaitAsync(2 * Patience.Limit);
                if (!isOrdered) results.Sort();
                Assert.Equal(items.Select(static x => x * 3), results);
            }
        }

        await AssertNothingFailedAsync(pool, rounds * Tasks / 2);
    }

    private static async Task AssertNothingFailedAsync(ProcessPool pool, int tasks)
    {
        Assert.Equal((0, tasks), (pool.GetSnapshot().FailedTasks, (int)pool.GetSnapshot().CompletedTasks));
        await pool.WorksOnAsync();
    }

    /// <summary>Kills workers from a thread of its own, until it is told to stop.</summary>
    private sealed class Killer : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _killing;
        private int _killed;

        internal Killer(ProcessPool pool) =>
            _killing = Task.Factory.StartNew(() => Kill(pool), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        // A fast machine does all tasks of a round before that, and then one more round.
        internal bool WasAtWork => Volatile.Read(ref _killed) >= 10;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _killing;
            _stop.Dispose();
        }

        private void Kill(ProcessPool pool)
        {
            var random = new Random(6);
            while (!_stop.Token.WaitHandle.WaitOne(Interval))
            {
                var busy = pool.GetSnapshot().Workers.Where(static worker => worker.State is PoolWorkerState.Busy or PoolWorkerState.Idle).ToArray();
                if (busy.Length == 0) continue;
                Signals.Kill(busy[random.Next(busy.Length)].ProcessId!.Value);
                _killed++;
            }
        }
    }
}
