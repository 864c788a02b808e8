using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Multiprocessing.Tests.Hosting;

/// <summary>What becomes of a pool when its host stops.</summary>
public sealed class PoolShutdownTests
{
    [Fact]
    public async Task Tasks_are_done_before_the_host_has_stopped()
    {
        var log = new PoolHost.Log();
        using var host = await PoolHost.StartAsync(services => services.AddProcessPool(new ProcessPoolOptions { MaxWorkers = 1 }).AddLogging(logging => logging.AddProvider(log)));
        var pool = host.Services.GetRequiredService<ProcessPool>();
        using var goOn = new SharedEvent();
        var running = pool.RunAsync(() => goOn.Wait());
        var waiting = pool.RunAsync(static () => 7);
        var workers = PoolHost.Workers(pool);
        var stop = host.StopAsync();
        PoolHost.AwaitClosed(pool);
        Assert.False(stop.IsCompleted);
        goOn.Set();
        await stop.WaitAsync(PoolHost.Patience);
        await running.WaitAsync(PoolHost.Patience);
        Assert.Equal(7, await waiting.WaitAsync(PoolHost.Patience));
        Assert.DoesNotContain(workers, Faults.Machine.Runs);
        Assert.DoesNotContain(log.Lines, static line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tasks_that_take_longer_than_the_host_s_shutdown_time_are_killed()
    {
        var log = new PoolHost.Log();
        using var host = await PoolHost.StartAsync(services => services
            .Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200))
            .AddKeyedProcessPool("slow", new ProcessPoolOptions { MaxWorkers = 1 })
            .AddLogging(logging => logging.AddProvider(log)));
        var pool = host.Services.GetRequiredKeyedService<ProcessPool>("slow");
        using var begun = new SharedEvent();
        var endless = pool.RunAsync(() =>
        {
            begun.Set();
            Thread.Sleep(Timeout.Infinite);
        });
        Assert.True(await begun.WaitAsync(PoolHost.Patience));
        var workers = PoolHost.Workers(pool);
        await host.StopAsync().WaitAsync(PoolHost.Patience);
        await Assert.ThrowsAsync<OperationCanceledException>(() => endless).WaitAsync(PoolHost.Patience);
        Assert.DoesNotContain(workers, Faults.Machine.Runs);
        Assert.Contains("Warning: The workers of the process pool 'slow' are killed: the time to shut down is over. 1 tasks were with them, 0 waited.", log.Lines);
    }

    [Fact]
    public async Task Services_that_stop_still_have_it()
    {
        var answer = 0;
        using var host = await PoolHost.StartAsync(services =>
        {
            // Stopped last, since it was registered first.
            services.AddSingleton<IHostedService>(provider => new Stopper(async () => answer = await provider.GetRequiredService<ProcessPool>().RunAsync(static () => 6 * 7)));
            services.AddProcessPool(new ProcessPoolOptions { MaxWorkers = 1 });
        });
        await host.StopAsync().WaitAsync(PoolHost.Patience);
        Assert.Equal(42, answer);
    }

    [Fact]
    public async Task A_host_that_is_disposed_of_without_being_stopped_kills_the_workers()
    {
        var host = await PoolHost.StartAsync(static services => services.AddProcessPool(new ProcessPoolOptions { MaxWorkers = 2 }));
        var pool = host.Services.GetRequiredService<ProcessPool>();
        using var begun = new SharedEvent();
        var endless = pool.RunAsync(() =>
        {
            begun.Set();
            Thread.Sleep(Timeout.Infinite);
        });
        Assert.True(await begun.WaitAsync(PoolHost.Patience));
        var workers = PoolHost.Workers(pool);
        host.Dispose();
        Assert.DoesNotContain(workers, Faults.Machine.Runs);
        await Assert.ThrowsAsync<OperationCanceledException>(() => endless).WaitAsync(PoolHost.Patience);
    }

    [Fact]
    public async Task A_pool_that_somebody_has_ended_before_is_no_obstacle()
    {
        using var host = await PoolHost.StartAsync(static services => services.AddProcessPool(new ProcessPoolOptions { MaxWorkers = 1 }));
        host.Services.GetRequiredService<ProcessPool>().Terminate();
        await host.StopAsync().WaitAsync(PoolHost.Patience);
    }

    [Fact]
    public async Task All_pools_are_shut_down()
    {
        using var host = await PoolHost.StartAsync(static services => services
            .AddProcessPool(new ProcessPoolOptions { MaxWorkers = 1 })
            .AddKeyedProcessPool("other", new ProcessPoolOptions { MaxWorkers = 1 })
            .AddProcessPool(static () => "state", static _ => new ProcessPoolOptions { MaxWorkers = 1 }));
        var pools = new TaskPool[] { host.Services.GetRequiredService<ProcessPool>(), host.Services.GetRequiredKeyedService<ProcessPool>("other"), host.Services.GetRequiredService<ProcessPool<string>>() };
        var workers = pools.SelectMany(PoolHost.Workers).ToArray();
        Assert.Equal(3, workers.Length);
        await host.StopAsync().WaitAsync(PoolHost.Patience);
        Assert.All(pools, static pool => Assert.False(pool.GetSnapshot().AcceptsTasks));
        Assert.DoesNotContain(workers, Faults.Machine.Runs);
    }

    private sealed class Stopper(Func<Task> stop) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => stop();
    }
}
