using Multiprocessing.Python;
using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Pools;

/// <summary>A pool is ended at any moment: everybody who waits is told, and no process is left.</summary>
public sealed class DisposalTests
{
    [Fact]
    public async Task In_the_middle_of_everything()
    {
        using var begun = new SharedEvent();
        var pool = new ProcessPool(PoolHealth.Two);
        var running = pool.RunAsync(static begun =>
        {
            begun.Set();
            Thread.Sleep(Timeout.Infinite);
        }, begun);
        await begun.WaitAsync().SoonAsync();
        var endless = pool.RunAsync(static () => Thread.Sleep(Timeout.Infinite));
        var waiting = Enumerable.Range(0, 20).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        var map = pool.MapAsync(static x => x, Enumerable.Range(0, 1000));
        var stream = PoolHealth.CollectAsync(pool.StreamAsync(static x => x, Naturals()));
        var called = new TaskCompletionSource<Exception>();
        var withCallback = pool.ApplyAsync(static () => 1, errorCallback: called.SetResult);
        var ids = pool.ProcessIds();
        await InTime.Call(pool.Dispose);

        Assert.DoesNotContain(ids, Machine.Runs);
        foreach (var task in (Task[])[running, endless, .. waiting, map, withCallback])
        {
            var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task.SoonAsync());
            Assert.Contains($"'{pool.Name}' was terminated or disposed of", thrown.Message, StringComparison.Ordinal);
        }

        Assert.IsAssignableFrom<OperationCanceledException>(await called.Task.SoonAsync());
        // The input may find the pool gone, or an item of it be lost.
        Assert.True(await Record.ExceptionAsync(() => stream.SoonAsync()) is OperationCanceledException or ObjectDisposedException);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.RunAsync(static () => 1));
        await pool.DisposeAsync().SoonAsync();
    }

    [Fact]
    public async Task While_its_workers_start()
    {
        for (var round = 0; round < 8; round++)
        {
            var pool = new ProcessPool(PoolHealth.Two);
            var task = pool.RunAsync(static () => Thread.Sleep(Timeout.Infinite));
            await Task.Delay(round * 10);
            await InTime.Call(pool.Dispose);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task.SoonAsync());
            Assert.DoesNotContain(CurrentProcess.Children, child => child.Name.StartsWith(pool.Name + "-", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Just_when_its_worker_has_become_ready()
    {
        for (var round = 0; round < 25; round++)
        {
            using var initialized = new SharedEvent();
            var pool = new ProcessPool(PoolHealth.One.With(options => options.Initializer = initialized.Set));
            await initialized.WaitAsync().SoonAsync();
            await InTime.Call(pool.Dispose);
        }
    }

    [Fact]
    public async Task By_many_threads_that_use_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var pool = new ProcessPool(PoolHealth.Two);
            await pool.UntilIdleAsync(2);
            var users = Enumerable.Range(0, 8).Select(user => Task.Run(async () =>
            {
                for (var number = 0; ; number++)
                {
                    if (user < 2 && number == 20) pool.Dispose();
                    Assert.Equal(number, await pool.RunAsync(static x => x, number));
                }
            })).ToArray();
            foreach (var user in users)
            {
                var end = await Record.ExceptionAsync(() => user.SoonAsync());
                Assert.True(end is OperationCanceledException or ObjectDisposedException, $"{end}");
            }
        }
    }

    [Fact]
    public async Task Asynchronously_it_does_first_what_it_has()
    {
        var pool = new ProcessPool(PoolHealth.Two);
        var single = pool.RunAsync(static () => 1);
        var map = pool.WithOptions(new() { ChunkSize = 2 }).MapAsync(static x => x, Enumerable.Range(0, 100));
        await pool.DisposeAsync().SoonAsync();
        Assert.True(single.IsCompletedSuccessfully && map.IsCompletedSuccessfully);
        Assert.Empty(pool.GetSnapshot().Workers);
        await pool.DisposeAsync().SoonAsync();
        pool.Dispose();
    }

    [Fact]
    public async Task Asynchronously_though_the_input_of_a_map_has_thrown()
    {
        var pool = new ProcessPool(PoolHealth.One);
        Assert.Throws<FormatException>(() => { _ = pool.MapAsync(static x => x, Throwing()); });
        Assert.Throws<FormatException>(() => { _ = pool.ForEachAsync(static x => { }, Throwing()); });
        Assert.Throws<FormatException>(() => { _ = pool.MapOutcomesAsync(static x => x, Throwing()); });
        await pool.DisposeAsync().SoonAsync();
    }

    [Fact]
    public async Task Asynchronously_after_it_was_terminated_it_waits_for_no_task()
    {
        var pool = new ProcessPool(PoolHealth.One);
        var endless = pool.RunAsync(static () => Thread.Sleep(Timeout.Infinite));
        pool.Terminate();
        await pool.DisposeAsync().SoonAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless.SoonAsync());
    }

    [Fact]
    public async Task Of_a_view_does_nothing()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var view = pool.WithOptions(new() { Priority = 1 });
        view.Dispose();
        await view.DisposeAsync();
        Assert.Equal(5, await view.RunAsync(static () => 5).SoonAsync());
        view.Terminate();
        Assert.Throws<ObjectDisposedException>(() => { _ = pool.RunAsync(static () => 1); });
    }

    [Fact]
    public async Task From_its_own_callback()
    {
        var pool = new ProcessPool(PoolHealth.Two);
        var result = pool.ApplyAsync(static () => 5, callback: _ => pool.Dispose());
        Assert.Equal(5, await result.SoonAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.RunAsync(static () => 1));
    }

    [Fact]
    public async Task Closing_finishes_what_there_is_whatever_is_killed_meanwhile()
    {
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.TaskOptions = new() { Retries = new RetryPolicy { MaxRetries = 10 } }));
        var map = pool.WithOptions(new() { ChunkSize = 2 }).MapAsync(static x =>
        {
            Thread.Sleep(1);
            return x;
        }, Enumerable.Range(0, 200));
        var tasks = Enumerable.Range(0, 50).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        pool.Close();
        await Assert.ThrowsAsync<InvalidOperationException>(() => pool.RunAsync(static () => 1));
        pool.KillWorkers();
        Assert.Equal(Enumerable.Range(0, 200), await map.SoonAsync());
        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(tasks).SoonAsync());
        await pool.ShutdownAsync().SoonAsync();
        Assert.Empty(pool.GetSnapshot().Workers);
    }

    [Fact]
    public async Task A_shutdown_that_drops_what_waits()
    {
        using var begun = new SharedEvent();
        using var release = new SharedEvent();
        using var runs = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.One);
        await pool.MakeTasksSeemShortAsync();
        var running = pool.RunAsync(static given =>
        {
            given.begun.Set();
            given.release.Wait();
            return 7;
        }, (begun, release));
        await begun.WaitAsync().SoonAsync();
        // Some of them are with the worker already.
        var waiting = Enumerable.Range(0, 300).Select(_ => pool.RunAsync(static runs => Interlocked.Increment(ref runs.Value), runs)).ToArray();
        var shutdown = pool.ShutdownAsync(cancelPending: true);
        release.Set();
        Assert.Equal(7, await running.SoonAsync());
        foreach (var task in waiting) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task.SoonAsync());
        await shutdown.SoonAsync();
        Assert.Equal(0, runs.Value);
    }

    private static IEnumerable<int> Throwing()
    {
        yield return 1;
        throw new FormatException("as wanted");
    }

    private static IEnumerable<int> Naturals()
    {
        for (var number = 0; ; number++) yield return number;
    }
}
