namespace Multiprocessing.Tests.Pools;

/// <summary>What options refuse, and what they say then.</summary>
public sealed class OptionsTests
{
    public static TheoryData<string> Refusals => [.. s_refusals.Keys];

    private static readonly Dictionary<string, (Type Type, string Says, Action Try)> s_refusals = new()
    {
        ["no workers"] = Range("at least 1", static () => new ProcessPoolOptions { Workers = 0 }),
        ["less than no minimum"] = Range("at least 0", static () => new ProcessPoolOptions { MinimumWorkers = -1 }),
        ["no idle time"] = Range("positive", static () => new ProcessPoolOptions { IdleTimeout = TimeSpan.Zero }),
        ["no start failures"] = Range("at least 1", static () => new ProcessPoolOptions { MaximumStartFailures = 0 }),
        ["no tasks"] = Range("at least 1", static () => new ProcessPoolOptions { MaximumTasksPerWorker = 0 }),
        ["no age"] = Range("positive", static () => new ProcessPoolOptions { MaximumWorkerAge = TimeSpan.Zero }),
        ["little to recycle at"] = Range("1 MiB", static () => new ProcessPoolOptions { RecycleAboveBytes = (1 << 20) - 1 }),
        ["little memory"] = Range("1 MiB", static () => new ProcessPoolOptions { MemoryLimitBytes = 0 }),
        ["no time for tasks"] = Range("positive", static () => new ProcessPoolOptions { TaskTimeLimit = TimeSpan.FromTicks(-1) }),
        ["a negative grace"] = Range("negative", static () => new ProcessPoolOptions { GracePeriod = TimeSpan.FromTicks(-1) }),
        ["no retries object"] = (typeof(ArgumentNullException), "Retries", static () => _ = new ProcessPoolOptions { Retries = null! }),
        ["no worker options"] = (typeof(ArgumentNullException), "WorkerOptions", static () => _ = new ProcessPoolOptions { WorkerOptions = null! }),
        ["a task without time"] = Range("positive", static () => new PoolTaskOptions { TimeLimit = TimeSpan.Zero }),
        ["a task's negative grace"] = Range("negative", static () => new PoolTaskOptions { GracePeriod = TimeSpan.FromTicks(-1) }),
        ["an empty chunk"] = Range("at least one item", static () => new PoolMapOptions { ChunkSize = 0 }),
        ["no buffer"] = Range("At least one item", static () => new PoolMapOptions { BufferLimit = 0 }),
        ["less than no retries"] = Range("never (0)", static () => new RetryPolicy { MaximumRetries = -1 }),
        ["more at least than at most"] = (typeof(ArgumentException), "A pool of 2 workers cannot have at least 3", static () => new ProcessPool(new ProcessPoolOptions { Workers = 2, MinimumWorkers = 3 }).Dispose()),
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
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), 3), (options.IdleTimeout, options.GracePeriod, options.MaximumStartFailures));
        Assert.Equal((null, null, null, null), (options.Workers, options.MinimumWorkers, options.MaximumTasksPerWorker, options.MemoryLimitBytes));
        Assert.Same(RetryPolicy.None, options.Retries);
        Assert.Equal(0, RetryPolicy.None.MaximumRetries);
        Assert.False(RetryPolicy.None.AfterMemoryLimit || RetryPolicy.None.AfterTimeLimit);
        Assert.Equal(0, new PoolTaskOptions().Priority);
    }

    [Fact]
    public async Task Limits_for_ever_are_no_limits()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1, TaskTimeLimit = TimeSpan.MaxValue, GracePeriod = TimeSpan.MaxValue, IdleTimeout = TimeSpan.MaxValue, MaximumWorkerAge = TimeSpan.MaxValue, MinimumWorkers = 0, MemoryLimitBytes = long.MaxValue, RecycleAboveBytes = long.MaxValue });
        Assert.Equal(1, await pool.RunAsync(static () => 1).Soon());
        Assert.Equal([1, 2], await pool.IMap(static given => given, [1, 2], new PoolMapOptions { Task = new PoolTaskOptions { TimeLimit = TimeSpan.MaxValue, GracePeriod = TimeSpan.MaxValue } }).AllSoon());
        Assert.Equal(0, pool.GetSnapshot().Restarts);
    }

    [Fact]
    public async Task Workers_have_the_options_of_processes()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions
        {
            Workers = 1,
            WorkerOptions = new ProcessOptions { Name = "parser", Environment = new Dictionary<string, string?> { ["MODE"] = "strict" } },
        });
        Assert.Equal(("parser-1", "strict"), await pool.RunAsync(static () => (CurrentProcess.Name, Environment.GetEnvironmentVariable("MODE"))).Soon());
    }

    private static (Type, string, Action) Range(string says, Func<object> attempt) => (typeof(ArgumentOutOfRangeException), says, () => _ = attempt());
}
