using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Pools;

/// <summary>What happens before a worker's first task.</summary>
public sealed class InitializerTests
{
    // The pool breaks at the third failure in a row; then two workers may be on their way.
    private const int MostStarts = 5;

    [Fact]
    public async Task One_that_always_throws_breaks_the_pool_with_its_exception()
    {
        using var starts = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.Initializer = Failing(starts)));
        var tasks = Enumerable.Range(0, 5).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        var failures = new List<ProcessPoolBrokenException>();
        foreach (var task in tasks) failures.Add(await AssertBrokenAsync<FormatException>(() => task));
        Assert.Equal("no model", failures[0].InnerException!.Message);
        Assert.Contains("initializer", failures[0].Message, StringComparison.Ordinal);
        Assert.Equal(tasks.Length, failures.Distinct(ReferenceEqualityComparer.Instance).Count());
        // All later ones too, and nothing is started for them.
        await AssertBrokenAsync<FormatException>(() => pool.RunAsync(static () => 1));
        await AssertBrokenAsync<FormatException>(() => pool.MapAsync(static x => x, [1, 2, 3]));
        await AssertBrokenAsync<FormatException>(() => PoolHealth.CollectAsync(pool.StreamAsync(static x => x, [1, 2, 3])));
        await Patience.UntilAsync(() => pool.GetSnapshot().Workers.Count == 0, "no worker");
        Assert.InRange(starts.Value, 3, MostStarts);
        await pool.ShutdownAsync().SoonAsync();
    }

    [Fact]
    public async Task A_map_and_a_stream_under_way_fail_with_it()
    {
        using var starts = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.Initializer = Failing(starts)));
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(static x => x, Enumerable.Range(0, 1000));
        var stream = PoolHealth.CollectAsync(pool.StreamAsync(static x => x, Enumerable.Range(0, 100_000)));
        await AssertBrokenAsync<FormatException>(() => map);
        await AssertBrokenAsync<FormatException>(() => stream);
        await pool.ShutdownAsync().SoonAsync();
    }

    [Theory, InlineData(Fault.IsKilled), InlineData(Fault.Exits), InlineData(Fault.ExitsWell), InlineData(Fault.FailsFast), InlineData(Fault.CrashesInNativeCode)]
    public async Task One_that_always_ends_its_process_breaks_the_pool(Fault fault)
    {
        using var starts = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.Two.With(options => { options.MaxStartFailures = 1; options.Initializer = Committing(starts, fault); }));
        var broken = await AssertBrokenAsync<ProcessCrashedException>(() => pool.RunAsync(static () => 1));
        Assert.Equal(FaultInjector.ExitCodeOf(fault), ((ProcessCrashedException)broken.InnerException!).ExitStatus!.Number);
        // Somebody else's kill counts a tenth.
        if (fault == Fault.IsKilled) Assert.InRange(starts.Value, 10, 12);
        else Assert.InRange(starts.Value, 1, 3);
        await pool.ShutdownAsync().SoonAsync();
    }

    [Fact]
    public async Task One_that_fails_a_few_times_only_costs_no_task()
    {
        using var starts = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.One.With(options => options.Initializer = FailingAtFirst(starts)));
        await pool.WorksOnAsync();
        Assert.Equal((3, 0), (starts.Value, pool.GetSnapshot().FailedTasks));
    }

    [Fact]
    public async Task A_state_that_cannot_be_made_breaks_the_pool()
    {
        using var pool = new ProcessPool<string>(static () => throw new FileNotFoundException("no model"), PoolHealth.Two);
        var broken = await AssertBrokenAsync<FileNotFoundException>(() => pool.RunAsync(static () => 1));
        Assert.Equal("no model", broken.InnerException!.Message);
    }

    [Fact]
    public void One_that_cannot_travel_is_refused_and_leaves_no_process()
    {
        var captured = Thread.CurrentThread;
        var refusal = Assert.Throws<ProcessBoundaryException>(() => new ProcessPool(PoolHealth.Two.With(options => { options.Name = "refused"; options.Initializer = () => captured.Interrupt(); })));
        Assert.Contains("'captured'", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(CurrentProcess.Children, static child => child.Name.StartsWith("refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Workers_that_cannot_be_replaced_break_the_pool()
    {
        var folder = Directory.CreateTempSubdirectory("multiprocessing-test-");
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.WorkerOptions = new ProcessOptions(PoolHealth.Two.WorkerOptions) { WorkingDirectory = folder.FullName }));
        await pool.UntilIdleAsync(2);
        folder.Delete();
        var killed = pool.ProcessIds();
        foreach (var id in killed) Signals.Kill(id);
        await Machine.WaitUntilGoneAsync(killed);
        await AssertBrokenAsync<DirectoryNotFoundException>(() => pool.RunAsync(static () => 1));
        await pool.ShutdownAsync().SoonAsync();
    }

    // Apart from the tests, whose functions capture the pool.
    private static Action Failing(SharedValue<int> starts) => () =>
    {
        Interlocked.Increment(ref starts.Value);
        throw new FormatException("no model");
    };

    private static Action FailingAtFirst(SharedValue<int> starts) => () =>
    {
        if (Interlocked.Increment(ref starts.Value) <= 2) throw new FormatException("not yet");
    };

    private static Action Committing(SharedValue<int> starts, Fault fault) => () =>
    {
        Interlocked.Increment(ref starts.Value);
        FaultInjector.Commit(fault);
    };

    private static async Task<ProcessPoolBrokenException> AssertBrokenAsync<TInner>(Func<Task> use)
    {
        var broken = await Assert.ThrowsAsync<ProcessPoolBrokenException>(() => use().SoonAsync());
        Assert.IsType<TInner>(broken.InnerException);
        return broken;
    }
}
