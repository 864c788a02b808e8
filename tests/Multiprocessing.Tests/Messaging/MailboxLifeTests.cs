using System.Runtime.CompilerServices;
using Multiprocessing.Tests.Faults;
using Multiprocessing.Tests.Memory;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Messaging;

/// <summary>What lies in queues and pipes goes with them.</summary>
[Collection(FaultCollection.Name)]
public sealed class MailboxLifeTests
{
    [Fact]
    public Task What_lies_in_a_queue_is_freed_with_it() => LeavesNothing(static () =>
    {
        using var queue = new SharedQueue<object>(capacity: 1000);
        for (var item = 0; item < 200; item++)
        {
            using var array = new SharedArray<int>(1 + (item * 100));
            queue.Enqueue(array);
        }

        // More than fits into one change of the arena, one of them many times; and things that are mailboxes themselves.
        SharedEvent[] events = [.. Enumerable.Range(0, 300).Select(static _ => new SharedEvent())];
        queue.Enqueue(events);
        queue.Enqueue((events[0], events[0]));
        using var inner = new SharedQueue<SharedArray<int>>();
        inner.Enqueue(new SharedArray<int>(20_000));
        queue.Enqueue(inner);
        var (receiver, sender) = Connection.CreatePipe();
        sender.Send(new SharedArray<int>(5));
        queue.Enqueue(receiver);
        queue.Enqueue(sender);
        for (var item = 0; item < 10; item++) ((IDisposable)queue.Dequeue()).Dispose();
    });

    [Fact]
    public Task What_lies_in_a_pipe_is_freed_with_it() => LeavesNothing(static () =>
    {
        var (receiver, sender) = Connection.CreatePipe(duplex: false);
        FillAndLeave(sender);
        sender.Dispose();
        // The last one that could send was in there.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(receiver.Poll(Eventually.Patience));
        Assert.Throws<EndOfStreamException>(() => receiver.ReceiveBytes());
    });

    [Fact]
    public Task What_cannot_be_sent_or_read_is_let_go_of() => LeavesNothing(static () =>
    {
        using var queue = new SharedQueue<object>(capacity: 1);
        using var array = new SharedArray<int>(10);
        Assert.Throws<ProcessBoundaryException>(() => queue.Enqueue(new object[] { array, new Thread(static () => { }) }));
        queue.Enqueue(1);
        Assert.False(queue.TryEnqueue(array));
        Assert.Throws<OperationCanceledException>(() => queue.Enqueue(array, new CancellationTokenSource(10).Token));
        var (receiver, sender) = Connection.CreatePipe();
        sender.Send(new object[] { array, new SharedEvent() });
        Assert.Throws<InvalidCastException>(() => receiver.Receive<string>());
        sender.Send(array);
        Assert.Throws<InvalidDataException>(() => receiver.ReceiveBytes());
        receiver.Dispose();
        Assert.Throws<IOException>(() => sender.Send(array));
        sender.Dispose();
    });

    // The names of what lies in them are its children's only.
    [Fact]
    public Task What_children_leave_in_a_queue_is_freed_with_it() => LeavesNothing(static () =>
    {
        using var queue = new SharedQueue<SharedArray<int>>();
        Children.End(Children.Start(2, () =>
        {
            for (var item = 0; item < 50; item++) queue.Enqueue(new SharedArray<int>(item + 1));
        }));
        Assert.Equal(100, queue.Count);
        queue.Dequeue().Dispose();
    });

    private static async Task LeavesNothing(Action action)
    {
        // The first child of all leaves something behind, for those that follow.
        Children.End(Children.Start(1, static () => { }));
        var before = await SharedFootprint.SettledAsync();
        action();
        await before.AssertNoMoreIsLeftAsync();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FillAndLeave(Connection end)
    {
        var (here, there) = Connection.CreatePipe();
        here.Send(end);
        here.Send(new SharedArray<int>(100_000));
        there.Send(new SharedQueue<int>());
        here.Dispose();
        there.Dispose();
    }
}
