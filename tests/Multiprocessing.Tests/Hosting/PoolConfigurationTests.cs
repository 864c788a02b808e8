using Microsoft.Extensions.Configuration;

namespace Multiprocessing.Tests.Hosting;

/// <summary>Options from a configuration.</summary>
public sealed class PoolConfigurationTests
{
    [Fact]
    public void Each_setting_is_taken()
    {
        var options = new ProcessPoolOptions().WithConfiguration(Section(
            ("Name", "configured"), ("Workers", "4"), ("MinimumWorkers", "2"), ("IdleTimeout", "00:00:10"), ("MaximumStartFailures", "5"), ("MaximumTasksPerWorker", "100"), ("MaximumWorkerAge", "01:00:00"),
            ("RecycleAboveBytes", "5000000000"), ("MemoryLimitBytes", "6000000000"), ("TaskTimeLimit", "00:00:01.5"), ("GracePeriod", "00:00:02"),
            ("WorkerStartTimeLimit", "00:03:00"), ("WorkerEndTimeLimit", "00:00:04"),
            ("Retries:MaximumRetries", "3"), ("Retries:AfterTimeLimit", "true"), ("Retries:AfterMemoryLimit", "true"),
            ("Retries:Delay", "00:00:00.5"), ("Retries:DelayGrowth", "1.5"), ("Retries:MaxDelay", "00:00:20")));
        var expected = new ProcessPoolOptions
        {
            Name = "configured",
            Workers = 4,
            MinimumWorkers = 2,
            IdleTimeout = TimeSpan.FromSeconds(10),
            MaximumStartFailures = 5,
            MaximumTasksPerWorker = 100,
            MaximumWorkerAge = TimeSpan.FromHours(1),
            RecycleAboveBytes = 5_000_000_000,
            MemoryLimitBytes = 6_000_000_000,
            TaskTimeLimit = TimeSpan.FromSeconds(1.5),
            GracePeriod = TimeSpan.FromSeconds(2),
            WorkerStartTimeLimit = TimeSpan.FromMinutes(3),
            WorkerEndTimeLimit = TimeSpan.FromSeconds(4),
            Retries = new RetryPolicy
            {
                MaximumRetries = 3,
                AfterTimeLimit = true,
                AfterMemoryLimit = true,
                Delay = TimeSpan.FromSeconds(0.5),
                DelayGrowth = 1.5,
                MaxDelay = TimeSpan.FromSeconds(20),
            },
            WorkerOptions = options.WorkerOptions,
        };
        Assert.Equal(expected, options);
    }

    [Fact]
    public void What_is_not_named_stays()
    {
        Action initializer = static () => { };
        var options = new ProcessPoolOptions { Workers = 3, TaskTimeLimit = TimeSpan.FromSeconds(1), Initializer = initializer, Retries = new RetryPolicy { MaximumRetries = 1 } }
            .WithConfiguration(Section(("workers", "5"), ("TaskTimeLimit", ""), ("Retries:AfterTimeLimit", "true")));
        Assert.Equal((5, null, initializer, new RetryPolicy { MaximumRetries = 1, AfterTimeLimit = true }), (options.Workers, options.TaskTimeLimit, options.Initializer, options.Retries));
    }

    [Fact]
    public void A_section_that_is_not_there_changes_nothing()
    {
        var options = new ProcessPoolOptions { Workers = 3 };
        Assert.Equal(options, options.WithConfiguration(new ConfigurationBuilder().Build().GetSection("Pool")));
    }

    [Fact]
    public void Every_setting_that_can_be_written_is_known()
    {
        // All but what holds functions and objects.
        var known = Assert.Throws<InvalidOperationException>(static () => new ProcessPoolOptions().WithConfiguration(Section(("?", "")))).Message;
        Assert.All(typeof(ProcessPoolOptions).GetProperties().Select(static property => property.Name).Except([nameof(ProcessPoolOptions.Initializer), nameof(ProcessPoolOptions.Cleanup), nameof(ProcessPoolOptions.WorkerOptions), nameof(ProcessPoolOptions.WorkerProcessors)]), name => Assert.Contains(name, known, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Worker", "4", "'Pool:Worker' is no setting of a process pool. There are: Name, Workers,")]
    [InlineData("Retries:Maximum", "4", "'Pool:Retries:Maximum' is no setting of a process pool. There are: MaximumRetries,")]
    [InlineData("Workers", "many", "'Pool:Workers' is 'many', which is no Int32.")]
    [InlineData("Workers", "0", "'Pool:Workers' cannot be '0': ")]
    [InlineData("IdleTimeout", "", "'Pool:IdleTimeout' is '', which is no TimeSpan.")]
    [InlineData("MemoryLimitBytes", "100", "'Pool:MemoryLimitBytes' cannot be '100': A .NET process needs more than 1 MiB.")]
    public void A_mistake_is_named_by_its_path(string name, string value, string message) =>
        Assert.StartsWith(message, Assert.Throws<InvalidOperationException>(() => new ProcessPoolOptions().WithConfiguration(Section((name, value)))).Message, StringComparison.Ordinal);

    private static IConfigurationSection Section(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Pool:{setting.Name}", (string?)setting.Value))).Build().GetSection("Pool");
}
