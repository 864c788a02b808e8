using System.Diagnostics;
using System.Globalization;

namespace Multiprocessing.Tests.Pools;

/// <summary>
/// What a task sets on its thread ends with it: the next task, and the next item of a chunk, begin as the initializer has left the worker.
/// </summary>
public sealed class CleanTaskTests
{
    private static readonly AsyncLocal<string?> s_local = new();

    private static readonly ProcessPoolOptions s_options = new()
    {
        MaxWorkers = 1,
        WorkerOptions = new ProcessOptions { Culture = CultureInfo.InvariantCulture },
    };

    private static readonly string s_clean = Line(null, "", "", null, null, null, ThreadPriority.Normal);

    [Fact]
    public async Task The_next_task_sees_nothing_of_it()
    {
        using var pool = new ProcessPool(s_options);
        Assert.Equal(s_clean, await pool.RunAsync(Seen).Soon());
        await pool.RunAsync(Soil).Soon();
        Assert.Equal(s_clean, await pool.RunAsync(Seen).Soon());
        await Assert.ThrowsAsync<FormatException>(() => pool.RunAsync(SoilAndThrow).Soon());
        Assert.Equal(s_clean, await pool.RunAsync(Seen).Soon());
    }

    [Fact]
    public async Task The_next_item_of_a_chunk_sees_nothing_of_it()
    {
        using var pool = new ProcessPool(s_options);
        var seen = await pool.WithOptions(new() { ChunkSize = 3 }).MapAsync(SeenBeforeSoiling, Enumerable.Range(0, 6)).Soon();
        Assert.All(seen, static one => Assert.Equal(s_clean, one));
    }

    [Fact]
    public async Task The_next_item_sees_nothing_of_one_that_throws()
    {
        using var seen = new SharedQueue<string>();
        using var pool = new ProcessPool(s_options);
        await Assert.ThrowsAsync<FormatException>(() => MapThrowing(pool, seen).Soon());
        seen.Complete();
        var all = await PoolHealth.CollectAsync(seen.ReadAllAsync());
        Assert.Equal(4, all.Count);
        Assert.All(all, static one => Assert.Equal(s_clean, one));
    }

    [Fact]
    public async Task What_the_initializer_sets_each_task_begins_with()
    {
        using var pool = new ProcessPool(s_options.With(static options => options.Initializer = static () =>
        {
            s_local.Value = "initial";
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr-FR");
        }));
        var initial = Line("initial", "de-DE", "fr-FR", null, null, null, ThreadPriority.Normal);
        Assert.Equal(initial, await pool.RunAsync(Seen).Soon());
        await pool.RunAsync(Soil).Soon();
        Assert.Equal(initial, await pool.RunAsync(Seen).Soon());
        Assert.All(await pool.WithOptions(new() { ChunkSize = 3 }).MapAsync(SeenBeforeSoiling, Enumerable.Range(0, 6)).Soon(), one => Assert.Equal(initial, one));
    }

    [Fact]
    public async Task An_asynchronous_task_does_not_hang_on_the_context_of_another_one()
    {
        using var pool = new ProcessPool(s_options);
        await pool.RunAsync(static () => SynchronizationContext.SetSynchronizationContext(new DeadContext())).Soon();
        Assert.Equal(1, await pool.RunAsync(static async () =>
        {
            await Task.Yield();
            return 1;
        }).Soon());
    }

    [Fact]
    public async Task A_flow_that_a_task_suppresses_flows_again()
    {
        using var pool = new ProcessPool(s_options);
        await pool.RunAsync(static () => { ExecutionContext.SuppressFlow(); }).Soon();
        Assert.False(await pool.RunAsync(static () => ExecutionContext.IsFlowSuppressed()).Soon());
    }

    private static Task<int[]> MapThrowing(ProcessPool pool, SharedQueue<string> seen) =>
        pool.WithOptions(new() { ChunkSize = 4 }).MapAsync(number =>
    {
        seen.Enqueue(Seen());
        SoilAndThrow();
        return number;
    }, Enumerable.Range(0, 4));

    private static string SeenBeforeSoiling(int number)
    {
        var seen = Seen();
        Soil();
        return seen;
    }

    private static void SoilAndThrow()
    {
        Soil();
        throw new FormatException();
    }

    private static void Soil()
    {
        s_local.Value = "soiled";
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ja-JP");
        new Activity("soil").Start();
        SynchronizationContext.SetSynchronizationContext(new DeadContext());
        Thread.CurrentThread.Name = "soiled";
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
    }

    private static string Seen() => Line(
        s_local.Value, CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name, Activity.Current?.OperationName, SynchronizationContext.Current?.GetType().Name, Thread.CurrentThread.Name, Thread.CurrentThread.Priority);

    private static string Line(params object?[] values) => string.Join('|', values);

    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
