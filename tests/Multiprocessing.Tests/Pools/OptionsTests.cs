namespace Multiprocessing.Tests.Pools;

/// <summary>What options refuse, and what they say then.</summary>
public sealed class OptionsTests
{
    public static TheoryData<string> Refusals => [.. s_refusals.Keys];

    private static readonly Dictionary<string, (Type Type, string Says, Action Try)> s_refusals = new()
    {
        ["no workers"] = Range("at least 1", static () => new ProcessPoolOptions { MaxWorkers = 0 }),
        ["less than no minimum"] = Range("at least 0", static () => new ProcessPoolOptions { MinWorkers = -1 }),
        ["no idle time"] = Range("positive", static () => new ProcessPoolOptions { IdleTimeout = TimeSpan.Zero }),
        ["no start failures"] = Range("at least 1", static () => new ProcessPoolOptions { MaxStartFailures = 0 }),
        ["no tasks"] = Range("at least 1", static () => new ProcessPoolOptions { MaxTasksPerWorker = 0 }),
        ["no age"] = Range("positive", static () => new ProcessPoolOptions { MaxWorkerAge = TimeSpan.Zero }),
        ["little to recycle at"] = Range("1 MiB", static () => new ProcessPoolOptions { RecycleAboveBytes = (1 << 20) - 1 }),
        ["little memory"] = Range("1 MiB", static () => new ProcessPoolOptions { MemoryLimitBytes = 0 }),
        ["no time for tasks"] = Range("positive", static () => new ProcessPoolOptions { TaskOptions = new() { TimeLimit = TimeSpan.FromTicks(-1) } }),
        ["a negative grace"] = Range("negative", static () => new ProcessPoolOptions { TaskOptions = new() { GracePeriod = TimeSpan.FromTicks(-1) } }),
        ["an asynchronous initializer"] = (typeof(ArgumentException), "GetAwaiter()", static () => _ = new ProcessPool(new ProcessPoolOptions { Initializer = static async () => await Task.Yield() })),
        ["an asynchronous cleanup"] = (typeof(ArgumentException), "GetAwaiter()", static () => _ = new ProcessPool(new ProcessPoolOptions { Cleanup = static async () => await Task.Yield() })),
        ["no parallelism"] = Range("At least one task", static () => new TaskOptions { MaxDegreeOfParallelism = 0 }),
        ["no options of tasks"] = (typeof(ArgumentNullException), "TaskOptions", static () => _ = new ProcessPoolOptions { TaskOptions = null! }),
        ["no worker options"] = (typeof(ArgumentNullException), "WorkerOptions", static () => _ = new ProcessPoolOptions { WorkerOptions = null! }),
        ["a task without time"] = Range("positive", static () => new TaskOptions { TimeLimit = TimeSpan.Zero }),
        ["a task's negative grace"] = Range("negative", static () => new TaskOptions { GracePeriod = TimeSpan.FromTicks(-1) }),
        ["an empty chunk"] = Range("at least one item", static () => new TaskOptions { ChunkSize = 0 }),
        ["no buffer"] = Range("At least one item", static () => new TaskOptions { BufferLimit = 0 }),
        ["less than no retries"] = Range("never (0)", static () => new RetryPolicy { MaxRetries = -1 }),
        ["more at least than at most"] = (typeof(ArgumentException), "A pool of 2 workers cannot have at least 3", static () => new ProcessPool(new ProcessPoolOptions { MaxWorkers = 2, MinWorkers = 3 }).Dispose()),
        ["no processors"] = (typeof(ArgumentException), "at least one worker", static () => new ProcessPool(new ProcessPoolOptions { WorkerProcessors = [] }).Dispose()),
        ["a pool of no workers"] = Range("at least 1", static () => new ProcessPool(0)),
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void It_is_refused(string what)
    {
        var (type, says, attempt) = s_refusals[what];
        Assert.Contains(says, Assert.Throws(type, attempt).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_as_documented()
    {
        var options = new ProcessPoolOptions();
        Assert.Equal((TimeSpan.FromSeconds(30), 3), (options.IdleTimeout, options.MaxStartFailures));
        Assert.Equal((null, null, null, null), (options.MaxWorkers, options.MinWorkers, options.MaxTasksPerWorker, options.MemoryLimitBytes));
        Assert.Equivalent(new TaskOptions(), options.TaskOptions, strict: true);
        var rules = new Multiprocessing.Pools.TaskSettings(options.TaskOptions).Rules;
        Assert.Equal((null, TimeSpan.FromSeconds(5), 0, 0), (rules.TimeLimit, rules.GracePeriod, rules.Priority, rules.Retries.MaxRetries));
        Assert.Equal(0, new RetryPolicy().MaxRetries);
        Assert.Null(new RetryPolicy().ShouldRetry);
    }

    [Fact]
    public async Task Limits_for_ever_are_no_limits()
    {
        using var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 1, TaskOptions = new() { TimeLimit = TimeSpan.MaxValue, GracePeriod = TimeSpan.MaxValue }, IdleTimeout = TimeSpan.MaxValue, MaxWorkerAge = TimeSpan.MaxValue, MinWorkers = 0, MemoryLimitBytes = long.MaxValue, RecycleAboveBytes = long.MaxValue });
        Assert.Equal(1, await pool.RunAsync(static () => 1).Soon());
        Assert.Equal([1, 2], await pool.WithOptions(new() { TimeLimit = TimeSpan.MaxValue, GracePeriod = TimeSpan.MaxValue }).StreamAsync(static given => given, [1, 2]).AllSoon());
        Assert.Equal(0, pool.GetSnapshot().Restarts);
    }

    [Fact]
    public async Task Workers_have_the_options_of_processes()
    {
        using var pool = new ProcessPool(new ProcessPoolOptions
        {
            MaxWorkers = 1,
            WorkerOptions = new ProcessOptions { Name = "parser", Environment = new Dictionary<string, string?> { ["MODE"] = "strict" } },
        });
        Assert.Equal(("parser-1", "strict"), await pool.RunAsync(static () => (CurrentProcess.Name, Environment.GetEnvironmentVariable("MODE"))).Soon());
    }

    private static (Type, string, Action) Range(string says, Func<object> attempt) =>
        (typeof(ArgumentOutOfRangeException), says, () => _ = attempt());
}
