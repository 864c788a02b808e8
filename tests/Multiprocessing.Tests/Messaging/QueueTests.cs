using Multiprocessing.Memory;

namespace Multiprocessing.Tests.Messaging;

public sealed class QueueTests
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    private sealed record Order(int Number, string Customer, double[] Prices);

    [Fact]
    public void Items_come_out_in_the_order_in_which_they_went_in()
    {
        using var queue = new SharedQueue<int>();
        using var child = ChildProcess.Start(() =>
        {
            for (var item = 0; item < 100_000; item++) queue.Enqueue(item);
            queue.Complete();
        });
        Assert.Equal(Enumerable.Range(0, 100_000), queue.ReadAll());
        Assert.True(queue.IsComplete);
        Assert.Throws<InvalidOperationException>(() => queue.Enqueue(1));
        Assert.Throws<InvalidOperationException>(() => queue.Dequeue());
        Assert.False(queue.TryDequeue(out _));
    }

    [Fact]
    public void Objects_and_arrays_are_copied()
    {
        using var orders = new SharedQueue<Order?>();
        using var arrays = new SharedQueue<int[]?>();
        var order = new Order(1, "somebody", [1.5, 2.5]);
        orders.Enqueue(order);
        orders.Enqueue(null);
        arrays.Enqueue([1, 2, 3]);
        arrays.Enqueue(null);
        arrays.Enqueue([]);
        arrays.Enqueue([.. Enumerable.Range(0, 1_000_000)]);
        var copy = orders.Dequeue()!;
        Assert.NotSame(order, copy);
        Assert.Equal((1, "somebody"), (copy.Number, copy.Customer));
        Assert.Equal(order.Prices, copy.Prices);
        Assert.Null(orders.Dequeue());
        Assert.Equal([1, 2, 3], arrays.Dequeue()!);
        Assert.Null(arrays.Dequeue());
        Assert.Empty(arrays.Dequeue()!);
        Assert.Equal(Enumerable.Range(0, 1_000_000), arrays.Dequeue()!);
        Assert.Equal(0, arrays.Count);
    }

    [Fact]
    public void An_item_outlives_its_producer_and_what_it_names_too()
    {
        using var queue = new SharedQueue<SharedArray<int>>();
        using (var child = ChildProcess.Start(() => queue.Enqueue(new SharedArray<int>([1, 2, 3])))) child.Join();
        using var killed = ChildProcess.Start(() =>
        {
            queue.Enqueue(new SharedArray<int>([4, 5]));
            Environment.FailFast("right after");
        }, new ProcessOptions { StandardError = ProcessOutput.Discarded });
        killed.Join();
        GC.Collect();
        using var first = queue.Dequeue();
        using var second = queue.Dequeue();
        Assert.Equal([1, 2, 3], first.Span.ToArray());
        Assert.Equal([4, 5], second.Span.ToArray());
    }

    [Fact]
    public async Task A_bounded_queue_makes_producers_wait()
    {
        using var queue = new SharedQueue<int>(capacity: 2);
        Assert.True(queue.TryEnqueue(1));
        Assert.True(queue.TryEnqueue(2));
        Assert.False(queue.TryEnqueue(3));
        Assert.False(queue.TryEnqueue(3, TimeSpan.FromMilliseconds(20)));
        Assert.Equal(queue.Capacity, queue.Count);
        var waiting = Task.Run(() => queue.Enqueue(3));
        Assert.Equal(1, queue.Dequeue());
        await waiting.WaitAsync(s_hang);
        Assert.Equal(2, queue.Count);
        Assert.Equal(2, queue.Dequeue());
        Assert.Equal(3, queue.Dequeue());
        using var cancelled = new CancellationTokenSource(10);
        Assert.Throws<OperationCanceledException>(() => queue.Dequeue(cancelled.Token));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(100)]
    public async Task Many_producers_and_consumers_lose_and_double_nothing(int capacity)
    {
        const int Each = 20_000;
        using var queue = capacity == 0 ? new SharedQueue<(int Producer, int Number)>() : new SharedQueue<(int Producer, int Number)>(capacity);
        var producers = Enumerable.Range(0, 3).Select(producer => ChildProcess.Start(() =>
        {
            for (var number = 0; number < Each; number++) queue.Enqueue((producer, number));
        })).ToArray();
        var consumers = Enumerable.Range(0, 3).Select(_ => ChildProcess.RunAsync(() => queue.ReadAll().ToArray())).ToArray();
        foreach (var producer in producers) producer.Join();
        queue.Complete();
        var taken = await Task.WhenAll(consumers).WaitAsync(s_hang);
        foreach (var items in taken)
        {
            // Strictly in order for each producer, as far as one consumer can see.
            foreach (var group in items.GroupBy(static item => item.Producer)) Assert.Equal(group.Select(static item => item.Number).Order(), group.Select(static item => item.Number));
        }

        Assert.Equal(3 * Each, taken.SelectMany(static items => items).Distinct().Count());
        Assert.Equal(3 * Each, taken.Sum(static items => items.Length));
    }

    [Fact]
    public async Task Everything_is_there_without_a_thread_too()
    {
        using var queue = new SharedQueue<string>(capacity: 1);
        using var child = ChildProcess.Start(async () =>
        {
            for (var item = 0; item < 200; item++) await queue.EnqueueAsync($"item {item}");
            queue.Complete();
        });
        var items = new List<string>();
        await foreach (var item in queue.ReadAllAsync()) items.Add(item);
        Assert.Equal(Enumerable.Range(0, 200).Select(static item => $"item {item}"), items);
        Assert.Equal((false, null), await queue.TryDequeueAsync(TimeSpan.Zero));
    }

    [Fact]
    public void Join_waits_until_all_tasks_are_done()
    {
        using var queue = new SharedQueue<int>();
        queue.Join();
        for (var item = 0; item < 100; item++) queue.Enqueue(item);
        Assert.False(queue.Join(TimeSpan.FromMilliseconds(10)));
        using var child = ChildProcess.Start(() =>
        {
            foreach (var _ in queue.ReadAll()) queue.TaskDone();
        });
        Assert.True(queue.Join(s_hang));
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
        queue.Complete();
        child.Join();
    }

    [Fact]
    public void Nobody_waits_for_the_tasks_of_the_dead()
    {
        using var queue = new SharedQueue<int>();
        queue.Enqueue(1);
        queue.Enqueue(2);
        using var child = ChildProcess.Start(() =>
        {
            queue.Dequeue();
            queue.Dequeue();
            queue.TaskDone();
            Environment.FailFast("with one task open");
        }, new ProcessOptions { StandardError = ProcessOutput.Discarded });
        Assert.True(queue.Join(s_hang));
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
    }

    [Fact]
    public async Task A_burst_gives_its_memory_back()
    {
        const int Items = 110;
        using var queue = new SharedQueue<byte[]>();
        for (var item = 0; item < Items; item++) queue.Enqueue(Filled(item));
        for (var item = 0; item < Items; item++) Assert.Equal(Filled(item), queue.Dequeue());
        Assert.NotEqual(0, InTheMiddleOfTheBuffer(queue));
        var waiting = Task.Run(() => queue.Dequeue());
        // What was given back reads as zero.
        while (InTheMiddleOfTheBuffer(queue) != 0) await Task.Delay(10);
        queue.Enqueue(Filled(7));
        Assert.Equal(Filled(7), await waiting.WaitAsync(s_hang));
    }

    private static byte[] Filled(int item)
    {
        var bytes = new byte[1 << 20];
        Array.Fill(bytes, (byte)(item + 1));
        return bytes;
    }

    private static unsafe long InTheMiddleOfTheBuffer(SharedQueue<byte[]> queue)
    {
        var mailbox = (Mailbox*)Arena.Instance.At(queue.Name().Offset + BlockHeader.Length);
        var buffer = ((RingState*)(mailbox + 1))->SendBuffer;
        return *(long*)Arena.Instance.At(buffer + (16 << 20));
    }

    [Fact]
    public async Task A_queue_can_end_at_once_with_its_items_dropped()
    {
        using var queue = new SharedQueue<SharedArray<int>>(capacity: 3);
        using var array = new SharedArray<int>(1);
        for (var item = 0; item < 3; item++) queue.Enqueue(array);
        using var producer = ChildProcess.Start(() =>
        {
            try { queue.Enqueue(array); }
            catch (InvalidOperationException) { return 1; }

            return 0;
        });
        using var joiner = ChildProcess.Start(() => queue.Join());
        queue.Complete(discardItems: true);
        Assert.Empty(queue.ReadAll());
        Assert.True(queue is { Count: 0, IsComplete: true });
        Assert.True(joiner.Join(s_hang));
        Assert.Equal(0, joiner.ExitCode);
        Assert.True(await queue.JoinAsync(s_hang));
        Assert.True(producer.Join(s_hang));
        Assert.Equal(1, producer.Result);
        queue.Complete(discardItems: true);
    }

    [Fact]
    public void What_dropped_items_have_named_is_let_go_of()
    {
        using var queue = new SharedQueue<SharedArray<int>>();
        var before = Arena.Instance.UsedBytes;
        for (var item = 0; item < 10; item++)
        {
            using var large = new SharedArray<int>(100_000);
            queue.Enqueue(large);
        }

        Assert.True(Arena.Instance.UsedBytes - before > 3_000_000);
        queue.Complete(discardItems: true);
        Assert.True(Arena.Instance.UsedBytes - before < 1_000_000);
    }
}
