using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Conformance;

/// <summary>The rules of Python's <c>Queue</c> and <c>JoinableQueue</c> (<c>_TestQueue</c>).</summary>
public sealed class QueueRulesTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task A_queue_takes_as_many_items_as_it_may_have()
    {
        const int Most = 6;
        using var queue = new SharedQueue<int>(Most);
        using var taken = new SharedEvent();
        using var filled = new SharedEvent();
        using var child = ChildProcess.Start(() =>
        {
            filled.Wait();
            for (var item = 0; item < Most; item++) queue.Dequeue();
            taken.Set();
        });
        Assert.True(queue is { Count: 0, Capacity: Most });
        queue.Enqueue(1);
        queue.Enqueue(2, TestContext.Current.CancellationToken);
        Assert.True(queue.TryEnqueue(3, s_short, TestContext.Current.CancellationToken));
        Assert.True(queue.TryEnqueue(4, TimeSpan.Zero, TestContext.Current.CancellationToken));
        Assert.True(queue.TryEnqueue(5));
        Assert.True(await queue.TryEnqueueAsync(6, s_short, TestContext.Current.CancellationToken));
        Assert.True(queue is { Count: Most });
        Assert.False(queue.TryEnqueue(7));
        Assert.False(queue.TryEnqueue(7, s_short, TestContext.Current.CancellationToken));
        Assert.False(await queue.TryEnqueueAsync(7, s_short, TestContext.Current.CancellationToken));
        filled.Set();
        taken.Wait(TestContext.Current.CancellationToken);
        Assert.True(queue is { Count: 0 });
        Eventually.Ends(child);
    }

    [Fact]
    public async Task An_empty_queue_gives_nothing()
    {
        using var queue = new SharedQueue<string>();
        using var child = ChildProcess.Start(() =>
        {
            for (var item = 2; item < 6; item++) queue.Enqueue($"{item}");
        });
        Assert.Equal(["2", "3"], [queue.Dequeue(TestContext.Current.CancellationToken), await queue.DequeueAsync(TestContext.Current.CancellationToken)]);
        Assert.True(queue.TryDequeue(out var item, Eventually.Patience, TestContext.Current.CancellationToken));
        Assert.Equal("4", item);
        Assert.Equal((true, "5"), await queue.TryDequeueAsync(Eventually.Patience, TestContext.Current.CancellationToken));
        Assert.False(queue.TryDequeue(out _));
        Assert.False(queue.TryDequeue(out _, s_short, TestContext.Current.CancellationToken));
        Assert.Equal((false, null), await queue.TryDequeueAsync(s_short, TestContext.Current.CancellationToken));
        Assert.Equal(0, queue.Count);
        Eventually.Ends(child);
    }

    // Python's items of the parent and of a child, one behind the other.
    [Fact]
    public void Items_of_several_processes_come_out_in_the_order_in_which_they_were_put_in()
    {
        using var queue = new SharedQueue<int>();
        for (var item = 0; item < 10; item++) queue.Enqueue(item);
        using var child = ChildProcess.Start(() =>
        {
            for (var item = 10; item < 20; item++) queue.Enqueue(item);
        });
        Eventually.Ends(child);
        Assert.Equal(20, queue.Count);
        for (var item = 0; item < 20; item++) Assert.Equal(item, queue.Dequeue());
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Workers_do_all_tasks()
    {
        using var queue = new SharedQueue<int?>();
        var workers = Children.Start(4, () =>
        {
            while (queue.Dequeue() is not null)
            {
                Thread.Sleep(10);
                queue.TaskDone();
            }
        });
        for (var item = 0; item < 10; item++) queue.Enqueue(item);
        Assert.True(queue.Join(Eventually.Patience));
        foreach (var _ in workers) queue.Enqueue(null);
        Children.End(workers);
        // The last item of each was never done, and the one who took it is gone.
        Assert.True(queue.Join(Eventually.Patience));
    }

    // One process takes the items, another one says that they are done.
    [Fact]
    public void Anybody_may_say_that_a_task_is_done()
    {
        using var queue = new SharedQueue<int>();
        using var next = new SharedSemaphore(0);
        var (results, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() =>
        {
            for (var item = 0; item < 3; item++) there.Send(queue.Dequeue());
            next.Wait();
        });
        for (var item = 0; item < 3; item++) queue.Enqueue(item);
        for (var item = 0; item < 3; item++)
        {
            Assert.Equal(item, results.Receive<int>());
            queue.TaskDone();
        }

        Assert.True(queue.Join(Eventually.Patience));
        next.Release();
        Eventually.Ends(child);
        // Its end does not count them once more.
        queue.Enqueue(4);
        Assert.False(queue.Join(TimeSpan.Zero));
        queue.Dequeue();
        queue.TaskDone();
        Assert.True(queue.Join(TimeSpan.Zero));
        Assert.Throws<InvalidOperationException>(queue.TaskDone);
    }

    [Fact]
    public void What_cannot_cross_is_refused_at_once_and_the_queue_goes_on()
    {
        using var queue = new SharedQueue<object>();
        Assert.Throws<ProcessBoundaryException>(() => queue.Enqueue(new Thread(static () => { })));
        // Also if the array before it was named already.
        using var array = new SharedArray<int>([1]);
        Assert.Throws<ProcessBoundaryException>(() => queue.Enqueue(new object[] { array, new Thread(static () => { }) }));
        queue.Enqueue(true);
        Assert.Equal(true, queue.Dequeue());
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_queue_that_was_disposed_of_refuses_everything()
    {
        var queue = new SharedQueue<int>();
        queue.Dispose();
        Assert.Throws<ObjectDisposedException>(() => queue.Enqueue(1));
        Assert.Throws<ObjectDisposedException>(() => { queue.TryEnqueue(1); });
        Assert.Throws<ObjectDisposedException>(() => queue.Dequeue());
        Assert.Throws<ObjectDisposedException>(() => { queue.TryDequeue(out _); });
        Assert.Throws<ObjectDisposedException>(() => queue.Count);
        Assert.Throws<ObjectDisposedException>(() => queue.Count);
        Assert.Throws<ObjectDisposedException>(() => queue.Count);
        Assert.Throws<ObjectDisposedException>(queue.TaskDone);
        Assert.Throws<ObjectDisposedException>(() => queue.Join());
        Assert.Throws<ObjectDisposedException>(() => queue.Complete());
    }

    [Fact]
    public void Who_waits_in_this_process_goes_on_when_the_queue_is_disposed_of()
    {
        var queue = new SharedQueue<int>(capacity: 1);
        var full = new SharedQueue<int>(capacity: 1);
        full.Enqueue(1);
        Task[] waiting =
        [
            Eventually.Run(() => Assert.Throws<ObjectDisposedException>(() => queue.Dequeue())),
            Assert.ThrowsAsync<ObjectDisposedException>(async () => await queue.DequeueAsync()),
            Eventually.Run(() => Assert.Throws<ObjectDisposedException>(() => full.Enqueue(2))),
            Assert.ThrowsAsync<ObjectDisposedException>(async () => await full.EnqueueAsync(2)),
        ];
        foreach (var one in waiting) Eventually.Waits(one);
        queue.Dispose();
        full.Dispose();
        foreach (var one in waiting) Eventually.Ends(one);
    }

    [Fact]
    public void Who_waits_anywhere_goes_on_when_the_queue_is_complete()
    {
        using var last = new SharedQueue<int>(capacity: 1);
        var consumers = Children.Start(2, () => Assert.Empty(last.ReadAll()));
        last.Complete();
        Children.End(consumers);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SharedQueue<int>(-1));
        Assert.Equal(int.MaxValue, new SharedQueue<int>(0).Capacity);
        Assert.Throws<ArgumentOutOfRangeException>(() => { last.TryDequeue(out _, TimeSpan.FromSeconds(-2)); });
    }

    [Fact]
    public void A_queue_travels_in_a_queue()
    {
        using var queues = new SharedQueue<SharedQueue<int>>();
        using var child = ChildProcess.Start(() =>
        {
            using var given = queues.Dequeue();
            given.Enqueue(1);
        });
        using var answers = new SharedQueue<int>();
        queues.Enqueue(answers);
        Assert.Equal(1, answers.Dequeue());
        Eventually.Ends(child);
    }
}
