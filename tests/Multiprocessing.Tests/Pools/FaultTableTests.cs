namespace Multiprocessing.Tests.Pools;

/// <summary>Each fault at each moment of a task: it costs that task alone, whose error says what happened.</summary>
[Trait("Kind", "fault")]
public sealed class FaultTableTests
{
    private const int Others = 40;

    public static IEnumerable<TheoryDataRow<Fault, Moment>> Table =>
        from fault in Enum.GetValues<Fault>()
        from moment in Enum.GetValues<Moment>()
        select new TheoryDataRow<Fault, Moment>(fault, moment);

    [Theory, MemberData(nameof(Table))]
    public async Task A_fault_costs_the_task_that_it_befalls(Fault fault, Moment moment)
    {
        using var runs = new SharedArray<int>(Others);
        using var pool = new ProcessPool(PoolHealth.Two);
        var first = Enumerable.Range(0, Others / 2).Select(Count).ToArray();
        var faulty = pool.RunAsync(static trap => trap.Run(), new Trap(fault, moment));
        var last = Enumerable.Range(Others / 2, Others / 2).Select(Count).ToArray();

        Assert.Equal(Enumerable.Range(0, Others), await Task.WhenAll([.. first, .. last]).SoonAsync());
        Assert.Equal(Enumerable.Repeat(1, Others), runs.Span.ToArray());
        if (fault == Fault.Throws) Assert.Contains("as wanted", (await Assert.ThrowsAsync<FormatException>(() => faulty.SoonAsync())).Message, StringComparison.Ordinal);
        else AssertTells(await Assert.ThrowsAsync<ProcessCrashedException>(() => faulty.SoonAsync()), pool, fault);

        await pool.WorksOnAsync();
        var after = pool.GetSnapshot();
        Assert.Equal((fault == Fault.Throws ? 0 : 1, 1), (after.Restarts, after.FailedTasks));

        Task<int> Count(int number) => pool.RunAsync(static given =>
        {
            Interlocked.Increment(ref given.runs[given.number]);
            return given.number;
        }, (runs, number));
    }

    [Theory, MemberData(nameof(Table))]
    public async Task Where_a_task_may_be_tried_again_another_worker_does_it(Fault fault, Moment moment)
    {
        using var hits = new SharedValue<int>();
        using var pool = new ProcessPool(PoolHealth.Two.With(options => options.TaskOptions = new() { Retries = new RetryPolicy { MaxRetries = 1 } }));
        var task = pool.RunAsync(static trap => trap.Run(), new TrapForFirst(fault, moment, hits)).SoonAsync();
        // What a task has thrown is its answer.
        if (fault == Fault.Throws) await Assert.ThrowsAsync<FormatException>(() => task);
        else await task;
        Assert.Equal(fault == Fault.Throws ? 1 : 2, hits.Value);
        await pool.WorksOnAsync();
    }

    private static void AssertTells(ProcessCrashedException crash, ProcessPool pool, Fault fault)
    {
        var exitCode = FaultInjector.ExitCodeOf(fault);
        Assert.Equal((exitCode < 0 ? null : exitCode, exitCode < 0 ? -exitCode : default(int?), exitCode < 0), (crash.ExitStatus!.Code, crash.ExitStatus.Signal, crash.ExitStatus.WasKilled));
        Assert.StartsWith($"{pool.Name}-", crash.ProcessName, StringComparison.Ordinal);
        Assert.StartsWith($"Process {crash.ProcessName} ({crash.ProcessId}) ", crash.Message, StringComparison.Ordinal);
    }
}
