using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Multiprocessing.Python;

namespace Multiprocessing.Tests.Hosting;

/// <summary>How a health check judges a pool.</summary>
public sealed class PoolHealthTests
{
    [Fact]
    public async Task A_pool_that_works_is_healthy_and_shows_its_figures()
    {
        await using var services = Services(new ProcessPoolOptions { MaxWorkers = 2, Name = "sound" });
        var pool = services.GetRequiredService<ProcessPool>();
        await pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(static number => number * number, [1, 2, 3]).WaitAsync(PoolHost.Patience);
        await FailAsync(pool).WaitAsync(PoolHost.Patience);
        using var goOn = new SharedEvent();
        using var begun = new SharedEvent();
        var running = pool.RunAsync(() =>
        {
            begun.Set();
            goOn.Wait();
        });
        Assert.True(await begun.WaitAsync(PoolHost.Patience));
        PoolHost.AwaitReady(pool);
        var entry = await CheckAsync(services);
        Assert.Equal((HealthStatus.Healthy, "1 workers are busy, 1 are idle; 0 tasks wait."), (entry.Status, entry.Description));
        Assert.Equal(
            [("busy", 1), ("idle", 1), ("starting", 0), ("stopping", 0), ("queued", 0), ("sent", 1), ("completed", 3L), ("failed", 1L), ("restarts", 0L), ("pool", "sound")],
            new (string, object)[]
            {
                ("busy", entry.Data["workersBusy"]), ("idle", entry.Data["workersIdle"]), ("starting", entry.Data["workersStarting"]), ("stopping", entry.Data["workersStopping"]),
                ("queued", entry.Data["queuedTasks"]), ("sent", entry.Data["sentTasks"]), ("completed", entry.Data["completedTasks"]), ("failed", entry.Data["failedTasks"]),
                ("restarts", entry.Data["restarts"]), ("pool", entry.Data["pool"]),
            });
        Assert.True((long)entry.Data["privateBytes"] > 1 << 20);
        Assert.True((double)entry.Data["longestRunSeconds"] > 0);
        goOn.Set();
        await running.WaitAsync(PoolHost.Patience);
    }

    [Fact]
    public async Task A_pool_whose_workers_start_is_degraded()
    {
        using var goOn = new SharedEvent();
        await using var services = Services(new ProcessPoolOptions { MaxWorkers = 2, Initializer = () => goOn.Wait() });
        var waiting = services.GetRequiredService<ProcessPool>().RunAsync(static () => 1);
        var entry = await CheckAsync(services);
        Assert.Equal((HealthStatus.Degraded, "No worker is ready, 2 start; 1 tasks wait."), (entry.Status, entry.Description));
        goOn.Set();
        Assert.Equal(1, await waiting.WaitAsync(PoolHost.Patience));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(services)).Status);
    }

    [Fact]
    public async Task A_pool_that_has_let_all_of_its_workers_go_is_healthy()
    {
        await using var services = Services(new ProcessPoolOptions { MaxWorkers = 2, MinWorkers = 0 });
        var entry = await CheckAsync(services);
        Assert.Equal((HealthStatus.Healthy, 0), (entry.Status, services.GetRequiredService<ProcessPool>().GetSnapshot().Workers.Count));
        Assert.Equal(0.0, entry.Data["longestRunSeconds"]);
    }

    [Fact]
    public async Task A_broken_pool_is_unhealthy_and_says_what_broke_it()
    {
        await using var services = Services(new ProcessPoolOptions { MaxWorkers = 1, MaxStartFailures = 1, Initializer = static () => throw new InvalidDataException("no model") });
        await Assert.ThrowsAsync<ProcessPoolBrokenException>(() => services.GetRequiredService<ProcessPool>().RunAsync(static () => 1)).WaitAsync(PoolHost.Patience);
        var entry = await CheckAsync(services);
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal("no model", Assert.IsType<InvalidDataException>(Assert.IsType<ProcessPoolBrokenException>(entry.Exception).InnerException).Message);
    }

    [Fact]
    public async Task A_pool_that_takes_no_more_tasks_is_unhealthy()
    {
        await using var services = Services(new ProcessPoolOptions { MaxWorkers = 1, Name = "shut" });
        services.GetRequiredService<ProcessPool>().Close();
        var entry = await CheckAsync(services);
        Assert.Equal((HealthStatus.Unhealthy, "The process pool 'shut' takes no more tasks."), (entry.Status, entry.Description));
    }

    [Fact]
    public async Task A_failure_counts_as_what_the_registration_says()
    {
        await using var services = Services(new ProcessPoolOptions { MaxWorkers = 1 }, static checks => checks.AddProcessPool("lenient", failureStatus: HealthStatus.Degraded, tags: ["live"]));
        services.GetRequiredService<ProcessPool>().Terminate();
        var entry = await CheckAsync(services, "lenient");
        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Equal(["live"], entry.Tags);
    }

    [Fact]
    public async Task Each_pool_has_its_own_check()
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddKeyedProcessPool("good", new ProcessPoolOptions { MaxWorkers = 1, MinWorkers = 0 })
            .AddKeyedProcessPool("bad", static _ => new ProcessPoolOptions { MaxWorkers = 1, MinWorkers = 2 })
            .AddProcessPool(static () => "state", static _ => new ProcessPoolOptions { MaxWorkers = 1, MinWorkers = 0 })
            .AddHealthChecks().AddProcessPool(serviceKey: "good").AddProcessPool(serviceKey: "bad").AddProcessPool<string>("stateful").Services
            .BuildServiceProvider();
        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync().WaitAsync(PoolHost.Patience);
        Assert.Equal(
            [("bad", HealthStatus.Unhealthy), ("good", HealthStatus.Healthy), ("stateful", HealthStatus.Healthy)],
            report.Entries.Select(static entry => (entry.Key, entry.Value.Status)).Order());
        Assert.IsType<ArgumentException>(report.Entries["bad"].Exception);
    }

    private static ServiceProvider Services(ProcessPoolOptions options, Action<IHealthChecksBuilder>? add = null)
    {
        var checks = new ServiceCollection().AddLogging().AddProcessPool(options).AddHealthChecks();
        (add ?? (static checks => checks.AddProcessPool()))(checks);
        return checks.Services.BuildServiceProvider();
    }

    private static async Task FailAsync(ProcessPool pool) =>
        await Assert.ThrowsAsync<FormatException>(() => pool.RunAsync(static () => int.Parse("no number", CultureInfo.InvariantCulture)));

    private static async Task<HealthReportEntry> CheckAsync(ServiceProvider services, string name = "process-pool") =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync().WaitAsync(PoolHost.Patience)).Entries[name];
}
