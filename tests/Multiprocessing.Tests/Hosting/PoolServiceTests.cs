using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Multiprocessing.Tests.Hosting;

/// <summary>A pool as a service: when it is made, who finds it.</summary>
public sealed class PoolServiceTests
{
    [Fact]
    public async Task A_pool_is_one_service_for_all()
    {
        using var host = await PoolHost.StartAsync(static services => services.AddProcessPool(new ProcessPoolOptions { MaxWorkers = 2, Name = "mine" }));
        var pool = host.Services.GetRequiredService<ProcessPool>();
        using var scope = host.Services.CreateScope();
        Assert.Same(pool, scope.ServiceProvider.GetRequiredService<ProcessPool>());
        Assert.Equal(("mine", 2), (pool.Name, pool.GetSnapshot().Workers.Count));
        Assert.NotEqual(Environment.ProcessId, await pool.RunAsync(static () => Environment.ProcessId).WaitAsync(PoolHost.Patience));
    }

    [Fact]
    public async Task It_has_as_many_workers_as_there_are_processors_by_default()
    {
        using var host = await PoolHost.StartAsync(static services => services.AddProcessPool());
        Assert.Equal(Environment.ProcessorCount, host.Services.GetRequiredService<ProcessPool>().GetSnapshot().Workers.Count);
    }

    [Fact]
    public async Task It_is_made_before_the_first_service_starts()
    {
        var order = new List<string>();
        using var host = await PoolHost.StartAsync(services =>
        {
            services.AddSingleton<IHostedService>(new Starter(() => order.Add("a service starts")));
            services.AddProcessPool(_ =>
            {
                order.Add("the pool is made");
                return new ProcessPoolOptions { MaxWorkers = 1 };
            });
        });
        Assert.Equal(["the pool is made", "a service starts"], order);
    }

    [Fact]
    public async Task Options_may_need_other_services()
    {
        using var host = await PoolHost.StartAsync(static services =>
        {
            services.AddSingleton("a text");
            services.AddProcessPool(static provider => new ProcessPoolOptions { MaxWorkers = 1, Name = provider.GetRequiredService<string>() });
        });
        Assert.Equal("a text", host.Services.GetRequiredService<ProcessPool>().Name);
    }

    [Fact]
    public async Task Options_that_contradict_each_other_stop_the_start()
    {
        using var host = PoolHost.Build(static services => services.AddProcessPool(new ProcessPoolOptions { MaxWorkers = 1, MinWorkers = 2 }));
        await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync()).WaitAsync(PoolHost.Patience);
    }

    [Fact]
    public async Task An_initializer_that_cannot_cross_stops_the_start()
    {
        await using var stream = new FileStream("/dev/null", FileMode.Open);
        using var host = PoolHost.Build(services => services.AddProcessPool(new ProcessPoolOptions { MaxWorkers = 1, Initializer = () => stream.Flush() }));
        await Assert.ThrowsAsync<ProcessBoundaryException>(() => host.StartAsync()).WaitAsync(PoolHost.Patience);
    }

    [Fact]
    public async Task Pools_with_keys_stand_beside_each_other()
    {
        using var host = await PoolHost.StartAsync(static services => services
            .AddProcessPool(new ProcessPoolOptions { MaxWorkers = 1, Name = "plain" })
            .AddKeyedProcessPool("one", new ProcessPoolOptions { MaxWorkers = 1 })
            .AddKeyedProcessPool("two", static _ => new ProcessPoolOptions { MaxWorkers = 1, Name = "second" })
            .AddKeyedProcessPool(3, new ProcessPoolOptions { MaxWorkers = 1, Name = "third" }));
        Assert.Equal(
            ["plain", "one", "second", "third"],
            [
                host.Services.GetRequiredService<ProcessPool>().Name,
                host.Services.GetRequiredKeyedService<ProcessPool>("one").Name,
                host.Services.GetRequiredKeyedService<ProcessPool>("two").Name,
                host.Services.GetRequiredKeyedService<ProcessPool>(3).Name,
            ]);
    }

    [Fact]
    public async Task A_pool_s_workers_may_have_a_state()
    {
        using var host = await PoolHost.StartAsync(static services => services
            .AddProcessPool(static () => $"made in {Environment.ProcessId}", static _ => new ProcessPoolOptions { MaxWorkers = 1 })
            .AddKeyedProcessPool("other", static () => 42));
        var pool = host.Services.GetRequiredService<ProcessPool<string>>();
        var other = host.Services.GetRequiredKeyedService<ProcessPool<int>>("other");
        Assert.Equal(("other", 42), (other.Name, await ReadAsync(other).WaitAsync(PoolHost.Patience)));
        var (state, id) = await ReadWithIdAsync(pool).WaitAsync(PoolHost.Patience);
        Assert.Equal($"made in {id}", state);
    }

    [Fact]
    public async Task It_works_where_there_are_services_but_no_host()
    {
        int[] workers;
        await using (var services = new ServiceCollection().AddProcessPool(new ProcessPoolOptions { MaxWorkers = 2 }).BuildServiceProvider())
        {
            var pool = services.GetRequiredService<ProcessPool>();
            Assert.Equal(9, await pool.RunAsync(static () => 9).WaitAsync(PoolHost.Patience));
            workers = PoolHost.Workers(pool);
        }

        Assert.DoesNotContain(workers, Faults.Machine.Runs);
    }

    private static Task<T> ReadAsync<T>(ProcessPool<T> pool)
    {
        var state = pool.State;
        return Run(pool, () => state.Value);
    }

    private static Task<(T State, int Id)> ReadWithIdAsync<T>(ProcessPool<T> pool)
    {
        var state = pool.State;
        return Run(pool, () => (state.Value, Environment.ProcessId));
    }

    private static Task<T> Run<T>(TaskPool pool, Func<T> function) => pool.RunAsync(function);

    private sealed class Starter(Action start) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
