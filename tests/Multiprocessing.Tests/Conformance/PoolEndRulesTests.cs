using System.Runtime.CompilerServices;
using Multiprocessing.Python;
using Multiprocessing.Tests.Pools;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Conformance;

/// <summary>
/// The rules of Python's <c>close</c>, <c>terminate</c>, <c>join</c> and <c>shutdown</c> (<c>_TestPool</c>, <c>ExecutorShutdownTest</c>),
/// of workers' lives (<c>_TestPoolWorkerLifetime</c>) and of initializers.
/// </summary>
public sealed class PoolEndRulesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_pool_has_at_least_one_worker(int workers)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProcessPool(workers));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProcessPoolOptions { MaxWorkers = workers });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProcessPoolOptions { MaxTasksPerWorker = workers });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TaskOptions { ChunkSize = workers });
    }

    [Fact]
    public async Task A_pool_has_as_many_workers_as_asked_for_and_by_default_as_there_are_processors()
    {
        using var three = new ProcessPool(3);
        Assert.Equal(3, three.GetSnapshot().Workers.Count);
        using var many = new ProcessPool();
        Assert.Equal(Environment.ProcessorCount, many.GetSnapshot().Workers.Count);
    }

    [Fact]
    public async Task Only_a_closed_pool_is_joined()
    {
        using var pool = new ProcessPool(1);
        Assert.Contains("close", Assert.Throws<InvalidOperationException>(pool.Join).Message, StringComparison.Ordinal);
        Assert.Equal(1, await pool.RunAsync(static () => 1).Soon());
        pool.Close();
        await InTime.Call(pool.Join);
        await InTime.Call(pool.Join);
        await pool.ShutdownAsync().Soon();
    }

    [Fact]
    public async Task A_closed_pool_does_what_it_has_and_takes_nothing_new()
    {
        using var gate = new Gate();
        using var pool = new ProcessPool(2);
        var occupied = gate.Occupy(pool, 2);
        var waiting = Enumerable.Range(0, 10).Select(number => pool.RunAsync(static x => x * x, number)).ToArray();
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(static x => x + 1, Enumerable.Range(0, 1000));
        var stream = pool.StreamAsync(static x => x + 1, Enumerable.Range(0, 2000)).GetAsyncEnumerator();
        pool.Close();
        pool.Close();
        var joined = InTime.Call(pool.Join);
        await Task.Delay(20);
        Assert.False(joined.IsCompleted);
        foreach (var refused in (Action[])[() => _ = pool.RunAsync(static () => 1), () => pool.Run(static () => 1), () => _ = pool.MapAsync(static x => x, [1]), () => pool.StreamAsync(static x => x, [1]).GetAsyncEnumerator(), () => pool.IMap(static x => x, [1]).GetEnumerator()])
        {
            Assert.Contains("is closed", Assert.Throws<InvalidOperationException>(refused).Message, StringComparison.Ordinal);
        }

        gate.Open();
        await Task.WhenAll(occupied).Soon();
        Assert.Equal(Enumerable.Range(0, 10).Select(static x => x * x), await Task.WhenAll(waiting).Soon());
        Assert.Equal(Enumerable.Range(1, 1000), await map.Soon());
        var results = 0;
        while (await stream.MoveNextAsync().Soon()) Assert.Equal(++results, stream.Current);
        Assert.Equal(2000, results);
        await pool.ShutdownAsync().Soon();
        Assert.Empty(pool.GetSnapshot().Workers);
    }

    [Fact]
    public async Task A_terminated_pool_gives_up_what_it_has()
    {
        using var gate = new Gate();
        using var pool = new ProcessPool(2);
        var occupied = gate.Occupy(pool, 2);
        var open = gate.Opened;
        var waiting = pool.RunAsync(static () => 1);
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(
            item =>
            {
                open.Wait();
                return item;
            },
            Enumerable.Range(0, 10_000));
        var stream = pool.StreamAsync(static x => x, Enumerable.Range(0, 10_000)).GetAsyncEnumerator();
        pool.Terminate();
        pool.Terminate();
        await InTime.Call(pool.Join);
        foreach (var task in (Task[])[.. occupied, waiting, map, stream.MoveNextAsync().AsTask()])
        {
            var thrown = await task.FailsSoon<OperationCanceledException>();
            Assert.Contains("terminated", thrown.Message, StringComparison.Ordinal);
        }

        IsOver(pool);
    }

    [Fact]
    public async Task Terminate_ends_workers_that_are_still_starting()
    {
        for (var round = 0; round < 5; round++)
        {
            var pool = new ProcessPool(3);
            pool.Terminate();
            await pool.ShutdownAsync().Soon();
            Assert.Empty(pool.GetSnapshot().Workers);
        }
    }

    [Fact]
    public async Task Close_ends_workers_that_are_still_starting()
    {
        for (var round = 0; round < 5; round++)
        {
            var pool = new ProcessPool(3);
            var task = round % 2 == 0 ? pool.RunAsync(static () => 5) : Task.FromResult(5);
            pool.Close();
            await pool.ShutdownAsync().Soon();
            Assert.Equal(5, await task.Soon());
        }
    }

    // Python's test_enter and test_context.
    [Fact]
    public async Task A_block_ends_its_pool()
    {
        ProcessPool pool;
        using (pool = new ProcessPool(1)) Assert.Equal(new[] { 1, 4 }.AsEnumerable(), await pool.MapAsync(static x => x * x, [1, 2]).Soon());
        await InTime.Call(pool.Join);
        Assert.Throws<ObjectDisposedException>(() => { _ = pool.RunAsync(static () => 1); });
        pool.Dispose();
        await pool.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Shutdown_waits_or_cancels_what_has_not_begun(bool cancels)
    {
        using var gate = new Gate();
        using var pool = new ProcessPool(1);
        var occupied = gate.Occupy(pool);
        var waiting = pool.RunAsync(static () => 1);
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(static x => x, Enumerable.Range(0, 10_000));
        using var ends = new CancellationTokenSource();
        var shutdown = pool.ShutdownAsync(cancels, ends.Token);
        Assert.False(shutdown.IsCompleted);
        if (cancels)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map.Soon());
        }

        gate.Open();
        await shutdown.Soon();
        await Task.WhenAll(occupied).Soon();
        if (cancels) return;
        Assert.Equal(1, await waiting.Soon());
        Assert.Equal(Enumerable.Range(0, 10_000), await map.Soon());
    }

    [Fact]
    public async Task Shutdown_with_cancelling_drops_the_rest_of_a_map_and_of_a_stream()
    {
        using var gate = new Gate();
        using var pool = new ProcessPool(1);
        var occupied = gate.Occupy(pool);
        using var ran = new SharedValue<int>();
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(_ => Interlocked.Increment(ref ran.Value), Enumerable.Range(0, 1000));
        await using var stream = pool.WithOptions(new() { BufferLimit = 10 }).StreamAsync(_ => Interlocked.Increment(ref ran.Value), Enumerable.Range(0, 1000)).GetAsyncEnumerator();
        var shutdown = pool.ShutdownAsync(cancelPending: true);
        await map.FailsSoon<OperationCanceledException>();
        await stream.MoveNextAsync().AsTask().FailsSoon<OperationCanceledException>();
        gate.Open();
        await Task.WhenAll(occupied).Soon();
        await shutdown.Soon();
        Assert.Equal(0, ran.Value);
    }

    [Fact]
    public async Task The_end_of_a_wait_for_the_end_is_not_the_pool_s()
    {
        using var gate = new Gate();
        using var pool = new ProcessPool(1);
        var occupied = gate.Occupy(pool);
        using var impatient = new CancellationTokenSource(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.ShutdownAsync(cancellationToken: impatient.Token).Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.ShutdownAsync(cancellationToken: impatient.Token).Soon());
        gate.Open();
        await Task.WhenAll(occupied).Soon();
        await pool.ShutdownAsync().Soon();
    }

    [Fact]
    public async Task Empty_inputs_give_empty_results_and_the_pool_ends()
    {
        using var pool = new ProcessPool(1);
        Assert.Empty(await InTime.Call(() => pool.Map(static x => x, Array.Empty<int>())));
        Assert.Empty(await pool.MapAsync(static x => x, new List<string>()).Soon());
        Assert.Empty(await pool.StreamAsync(static x => x, Array.Empty<int>()).AllSoon());
        Assert.Empty(await pool.WithOptions(new() { Ordered = false }).StreamAsync(static x => x, Array.Empty<int>()).AllSoon());
        Assert.Empty(await pool.StarMapAsync(static (int x, int y) => x, Array.Empty<(int, int)>()).Soon());
        pool.Close();
        await pool.ShutdownAsync().Soon();
    }

    // Python's test_shutdown_race_issue12456 and test_hang_issue12364.
    [Fact]
    public async Task A_pool_is_shut_down_right_after_it_was_given_tasks()
    {
        for (var round = 0; round < 5; round++)
        {
            using var pool = new ProcessPool(2);
            var map = pool.MapAsync(static number => $"{number}", Enumerable.Repeat(2, 3));
            var calls = Enumerable.Range(0, 50).Select(number => pool.RunAsync(static x => x, number)).ToArray();
            await pool.ShutdownAsync().Soon();
            Assert.Equal(["2", "2", "2"], await map.Soon());
            Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(calls).Soon());
        }
    }

    [Fact]
    public async Task A_worker_is_replaced_after_so_many_tasks()
    {
        using var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 1, MaxTasksPerWorker = 3 });
        var ids = new List<int>();
        for (var task = 0; task < 9; task++) ids.Add(await pool.RunAsync(static () => Environment.ProcessId).Soon());
        Assert.Equal([3, 3, 3], ids.GroupBy(static id => id).Select(static group => group.Count()));
        Assert.Equal(0, pool.GetSnapshot().Restarts);
    }

    [Fact]
    public async Task Workers_of_many_tasks_are_replaced_while_those_are_done()
    {
        using var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 3, MaxTasksPerWorker = 10 });
        var results = Enumerable.Range(0, 100).Select(number => pool.RunAsync(static x => (Square: x * x, Environment.ProcessId), number)).ToArray();
        var done = new List<int>();
        for (var number = 0; number < results.Length; number++)
        {
            var (square, id) = await results[number].Soon();
            Assert.Equal(number * number, square);
            done.Add(id);
        }

        Assert.All(done.GroupBy(static id => id), static worker => Assert.InRange(worker.Count(), 1, 10));
        pool.Close();
        await pool.ShutdownAsync().Soon();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_pool_whose_workers_do_few_tasks_each_is_closed_early(int tasks)
    {
        using var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 3, MaxTasksPerWorker = tasks });
        var results = Enumerable.Range(0, 6).Select(number => pool.RunAsync(static x => x * x, number)).ToArray();
        pool.Close();
        await pool.ShutdownAsync().Soon();
        Assert.Equal(new[] { 0, 1, 4, 9, 16, 25 }.AsEnumerable(), await Task.WhenAll(results).Soon());
    }

    [Fact]
    public async Task The_initializer_runs_once_in_each_worker_before_its_tasks_with_what_it_captures()
    {
        using var runs = new SharedValue<int>();
        var word = "initialized";
        using var pool = new ProcessPool(new ProcessPoolOptions
        {
            MaxWorkers = 2,
            Initializer = () =>
            {
                Interlocked.Increment(ref runs.Value);
                Status.Text = word;
            },
        });
        var texts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => pool.RunAsync(static () => Status.Text))).Soon();
        Assert.All(texts, static text => Assert.Equal("initialized", text));
        Eventually.IsTrue(() => Volatile.Read(ref runs.Value) == 2);
        Assert.Null(Status.Text);
    }

    [Fact]
    public void A_pool_whose_initializer_cannot_cross_is_not_made()
    {
        var thread = Thread.CurrentThread;
        var name = $"never-{Guid.NewGuid():N}";
        Assert.Throws<ProcessBoundaryException>(() => new ProcessPool(new ProcessPoolOptions { Name = name, Initializer = () => thread.Join() }));
        Assert.DoesNotContain(CurrentProcess.Children, child => child.Name.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Workers_are_named_after_their_pool()
    {
        using var pool = new ProcessPool(new ProcessPoolOptions { Name = "reader", MaxWorkers = 2 });
        Assert.Equal("reader", pool.Name);
        Assert.Matches("^reader-[12]$", await pool.RunAsync(static () => CurrentProcess.Name).Soon());
        Assert.Equal(["reader-1", "reader-2"], pool.GetSnapshot().Workers.Select(static worker => worker.Name));
        using var unnamed = new ProcessPool(1);
        Assert.Matches("^ProcessPool-[0-9]+$", unnamed.Name);
        Assert.Equal($"{unnamed.Name}-1", await unnamed.RunAsync(static () => CurrentProcess.Name).Soon());
    }

    // Python's test_release_task_refs, test_no_stale_references and test_ressources_gced_in_workers.
    [Fact]
    public async Task Arguments_results_and_functions_are_let_go_of_after_their_task()
    {
        using var pool = new ProcessPool(2);
        var references = await RunWithObjects(pool);
        // Its frame is below this one on the stack.
        await Task.Yield();
        Eventually.IsTrue(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return references.TrueForAll(static reference => !reference.IsAlive);
        });
        // The same in the workers.
        Eventually.IsTrue(() => pool.Run(static () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Counted.Living;
        }) == 0);
    }

    private static void IsOver(ProcessPool pool)
    {
        Assert.Throws<ObjectDisposedException>(() => { _ = pool.RunAsync(static () => 1); });
        Assert.Throws<ObjectDisposedException>(() => { _ = pool.MapAsync(static x => x, [1]); });
        Assert.Throws<ObjectDisposedException>(() => { _ = pool.StreamAsync(static x => x, [1]).GetAsyncEnumerator(); });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<List<WeakReference>> RunWithObjects(ProcessPool pool)
    {
        var references = new List<WeakReference>();
        Counted[] items = [.. Enumerable.Range(0, 10).Select(static number => new Counted { Number = number })];
        references.AddRange(items.Select(static item => new WeakReference(item)));
        var results = await pool.MapAsync(Counted.Note, items).Soon();
        references.AddRange(results.Select(static result => new WeakReference(result)));
        var captured = new Counted { Number = 12 };
        references.Add(new WeakReference(captured));
        Assert.Equal(12, await pool.RunAsync(() => Counted.Note(captured).Number).Soon());
        Assert.Equal(13, await pool.RunAsync(new Counted { Number = 13 }.Value).Soon());
        Func<int> method = new Plain().Value;
        references.Add(new WeakReference(method.Target));
        Assert.Equal(5, await pool.RunAsync(method).Soon());
        await foreach (var result in pool.StreamAsync(Counted.Note, items).EachSoon()) references.Add(new WeakReference(result));
        return references;
    }

    private static class Status
    {
        internal static string? Text { get; set; }
    }

    private sealed class Plain
    {
        public int Value() => 5;
    }

    private sealed class Counted
    {
        private static readonly List<WeakReference> s_seen = [];

        public int Number { get; init; }

        public static int Living
        {
            get
            {
                lock (s_seen) return s_seen.Count(static reference => reference.IsAlive);
            }
        }

        public static Counted Note(Counted item)
        {
            lock (s_seen) s_seen.Add(new WeakReference(item));
            return item;
        }

        public int Value() => Number;
    }
}
