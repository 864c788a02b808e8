using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Pools;

/// <summary>Of what waits, the highest priority begins first; among equals, what came first.</summary>
public sealed class PriorityTests
{
    [Fact]
    public async Task Tasks_begin_by_priority_then_in_order()
    {
        using var pool = new ProcessPool(1);
        using var gate = new Gate();
        using var order = new SharedQueue<int>();
        var occupied = gate.Occupy(pool);
        int[] priorities = [0, 5, -1, 0, 5, int.MaxValue, int.MinValue];
        var tasks = Submit(pool, order, priorities);
        gate.Open();
        await Task.WhenAll([.. occupied, .. tasks]).Soon();
        Assert.Equal([5, 1, 4, 0, 3, 2, 6], Enumerable.Range(0, priorities.Length).Select(_ => order.Dequeue()));
    }

    [Fact]
    public async Task A_map_of_a_low_priority_lets_others_pass()
    {
        using var pool = new ProcessPool(1);
        using var gate = new Gate();
        using var order = new SharedQueue<int>();
        var occupied = gate.Occupy(pool);
        var map = Map(pool, order);
        var tasks = Submit(pool, order, [0]);
        gate.Open();
        await Task.WhenAll([.. occupied, .. tasks, map]).Soon();
        Assert.Equal([0, 100, 101, 102], Enumerable.Range(0, 4).Select(_ => order.Dequeue()));
    }

    private static Task[] Submit(ProcessPool pool, SharedQueue<int> order, int[] priorities) =>
        [.. priorities.Select((priority, place) => pool.WithOptions(new() { Priority = priority }).RunAsync(static given => { given.order.Enqueue(given.place); return given.place; }, (order, place)))];

    private static Task<int[]> Map(ProcessPool pool, SharedQueue<int> order)
    {
        var map = pool.WithOptions(new() { ChunkSize = 1, Priority = -1 }).MapAsync(
            item =>
            {
                order.Enqueue(item);
                return item;
            },
            [100, 101, 102]);
        Waits(pool, 3);
        return map;
    }

    private static void Waits(ProcessPool pool, int tasks) => Eventually.IsTrue(() => pool.GetSnapshot().QueuedTasks == tasks);
}
