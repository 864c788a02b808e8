using Microsoft.Extensions.Configuration;

namespace Multiprocessing.Tests.Hosting;

/// <summary>Options from a configuration.</summary>
public sealed class PoolConfigurationTests
{
    [Fact]
    public void Each_setting_is_taken()
    {
        var options = new ProcessPoolOptions().WithConfiguration(Section(
            ("Name", "configured"), ("MaxWorkers", "4"), ("MinWorkers", "2"), ("IdleTimeout", "00:00:10"), ("MaxStartFailures", "5"), ("MaxTasksPerWorker", "100"), ("MaxWorkerAge", "01:00:00"),
            ("RecycleAboveBytes", "5000000000"), ("MemoryLimitBytes", "6000000000"), ("TaskOptions:TimeLimit", "00:00:01.5"), ("TaskOptions:GracePeriod", "00:00:02"),
            ("TaskOptions:Priority", "7"), ("TaskOptions:ChunkSize", "8"), ("TaskOptions:BufferLimit", "9"), ("TaskOptions:Ordered", "false"), ("TaskOptions:MaxDegreeOfParallelism", "10"),
            ("TaskOptions:Retries:MaxRetries", "3"),
            ("TaskOptions:Retries:Delay", "00:00:00.5"), ("TaskOptions:Retries:MaxDelay", "00:00:20"),
            ("WorkerStartTimeLimit", "00:03:00"), ("WorkerEndTimeLimit", "00:00:04")));
        var expected = new ProcessPoolOptions
        {
            Name = "configured",
            MaxWorkers = 4,
            MinWorkers = 2,
            IdleTimeout = TimeSpan.FromSeconds(10),
            MaxStartFailures = 5,
            MaxTasksPerWorker = 100,
            MaxWorkerAge = TimeSpan.FromHours(1),
            RecycleAboveBytes = 5_000_000_000,
            MemoryLimitBytes = 6_000_000_000,
            WorkerStartTimeLimit = TimeSpan.FromMinutes(3),
            WorkerEndTimeLimit = TimeSpan.FromSeconds(4),
            TaskOptions = new()
            {
                TimeLimit = TimeSpan.FromSeconds(1.5),
                GracePeriod = TimeSpan.FromSeconds(2),
                Priority = 7,
                Retries = new RetryPolicy
                {
                    MaxRetries = 3,
                    Delay = TimeSpan.FromSeconds(0.5),
                    MaxDelay = TimeSpan.FromSeconds(20),
                },
                ChunkSize = 8,
                BufferLimit = 9,
                Ordered = false,
                MaxDegreeOfParallelism = 10,
            },
            WorkerOptions = options.WorkerOptions,
        };
        Assert.Equivalent(expected, options, strict: true);
    }

    [Fact]
    public void What_is_not_named_stays()
    {
        Action initializer = static () => { };
        var options = new ProcessPoolOptions { MaxWorkers = 3, TaskOptions = new() { TimeLimit = TimeSpan.FromSeconds(1), Retries = new RetryPolicy { MaxRetries = 1 } }, Initializer = initializer }
            .WithConfiguration(Section(("maxWorkers", "5"), ("taskOptions:TimeLimit", ""), ("TaskOptions:Retries:Delay", "00:00:03")));
        Assert.Equal((5, null, initializer, 1, TimeSpan.FromSeconds(3)), (options.MaxWorkers, options.TaskOptions.TimeLimit, options.Initializer, options.TaskOptions.Retries!.MaxRetries, options.TaskOptions.Retries.Delay));
    }

    [Fact]
    public void A_section_that_is_not_there_changes_nothing()
    {
        var options = new ProcessPoolOptions { MaxWorkers = 3 };
        Assert.Same(options, options.WithConfiguration(new ConfigurationBuilder().Build().GetSection("Pool")));
        Assert.Equivalent(new ProcessPoolOptions { MaxWorkers = 3, WorkerOptions = options.WorkerOptions }, options, strict: true);
    }

    [Fact]
    public void Every_setting_that_can_be_written_is_known()
    {
        // All but what holds functions and objects.
        var known = Assert.Throws<InvalidOperationException>(static () => new ProcessPoolOptions().WithConfiguration(Section(("?", "")))).Message;
        Assert.All(typeof(ProcessPoolOptions).GetProperties().Select(static property => property.Name).Except([nameof(ProcessPoolOptions.Initializer), nameof(ProcessPoolOptions.Cleanup), nameof(ProcessPoolOptions.WorkerOptions), nameof(ProcessPoolOptions.WorkerProcessors)]), name => Assert.Contains(name, known, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Worker", "4", "'Pool:Worker' is no setting of a process pool. There are: Name, MaxWorkers,")]
    [InlineData("TaskOptions:Retries:Maximum", "4", "'Pool:TaskOptions:Retries:Maximum' is no setting of a process pool. There are: MaxRetries,")]
    [InlineData("MaxWorkers", "many", "'Pool:MaxWorkers' is 'many', which is no Int32.")]
    [InlineData("MaxWorkers", "0", "'Pool:MaxWorkers' cannot be '0': ")]
    [InlineData("IdleTimeout", "", "'Pool:IdleTimeout' is '', which is no TimeSpan.")]
    [InlineData("MemoryLimitBytes", "100", "'Pool:MemoryLimitBytes' cannot be '100': A .NET process needs more than 1 MiB.")]
    public void A_mistake_is_named_by_its_path(string name, string value, string message) =>
        Assert.StartsWith(message, Assert.Throws<InvalidOperationException>(() => new ProcessPoolOptions().WithConfiguration(Section((name, value)))).Message, StringComparison.Ordinal);

    private static IConfigurationSection Section(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Pool:{setting.Name}", (string?)setting.Value))).Build().GetSection("Pool");
}
