using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Conformance;

/// <summary>The rules of Python's <c>connection.wait</c> (<c>_TestWait</c>).</summary>
public sealed class WaitAnyTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Many_senders_are_heard_until_each_has_ended()
    {
        const int Senders = 4, Messages = 10;
        var readers = new List<IWaitable>();
        for (var number = 0; number < Senders; number++)
        {
            var (reader, writer) = Connection.CreatePipe(duplex: false);
            ChildProcess.Start(() =>
            {
                for (var message = 0; message < Messages; message++) writer.Send((message, Environment.ProcessId));
            });
            writer.Close();
            readers.Add(reader);
        }

        var received = new List<(int Message, int Sender)>();
        while (readers.Count > 0)
        {
            var ready = Connection.WaitAny(readers, Eventually.Patience, TestContext.Current.CancellationToken);
            Assert.NotEmpty(ready);
            foreach (var reader in ready.Cast<Connection>())
            {
                try
                {
                    received.Add(reader.Receive<(int, int)>());
                }
                catch (EndOfStreamException)
                {
                    readers.Remove(reader);
                    reader.Close();
                }
            }
        }

        Assert.Equal(Senders * Messages, received.Distinct().Count());
        foreach (var group in received.GroupBy(static one => one.Sender)) Assert.Equal(Enumerable.Range(0, Messages), group.Select(static one => one.Message));
    }

    [Fact]
    public void Those_are_returned_that_can_go_on()
    {
        var (first, toFirst) = Connection.CreatePipe();
        var (second, toSecond) = Connection.CreatePipe();
        using var queue = new SharedQueue<int>();
        using var happened = new SharedEvent();
        using var go = new SharedEvent();
        using var child = ChildProcess.Start(() => go.Wait());
        IWaitable[] all = [first, second, queue, happened, child];
        Assert.Empty(Connection.WaitAny(all, TimeSpan.Zero, TestContext.Current.CancellationToken));
        Assert.Empty(Connection.WaitAny(all, s_short, TestContext.Current.CancellationToken));
        toFirst.Send(1);
        Assert.Equal([first], Connection.WaitAny(all, Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken));
        toSecond.Close();
        Assert.Equal([first, second], Connection.WaitAny(all, TimeSpan.Zero, TestContext.Current.CancellationToken));
        queue.Enqueue(1);
        happened.Set();
        Assert.Equal([first, second, queue, happened], Connection.WaitAny(all, TimeSpan.Zero, TestContext.Current.CancellationToken));
        first.Receive<int>();
        queue.Dequeue();
        happened.Reset();
        Assert.Equal([second], Connection.WaitAny(all, s_short, TestContext.Current.CancellationToken));
        go.Set();
        Assert.Equal([child], Connection.WaitAny([first, queue, child], Eventually.Patience, TestContext.Current.CancellationToken));
        Assert.Throws<EndOfStreamException>(() => second.Receive<int>());
    }

    [Fact]
    public async Task Whatever_comes_first_ends_the_wait()
    {
        var (receiver, sender) = Connection.CreatePipe(duplex: false);
        using var queue = new SharedQueue<int>();
        using var happened = new SharedEvent();
        Action[] causes = [() => sender.Send(1), () => queue.Enqueue(1), happened.Set, queue.Complete];
        for (var cause = 0; cause < causes.Length; cause++)
        {
            var waiting = Connection.WaitAnyAsync([receiver, queue, happened], Eventually.Patience, TestContext.Current.CancellationToken);
            Eventually.Waits(waiting);
            causes[cause]();
            Assert.Single(await waiting);
            if (receiver.Poll()) receiver.Receive<int>();
            queue.TryDequeue(out _);
            happened.Reset();
        }
    }

    [Fact]
    public void A_process_that_is_killed_has_ended()
    {
        using var child = ChildProcess.Start(static () => Thread.Sleep(Timeout.Infinite));
        Assert.Empty(Connection.WaitAny([child], s_short, TestContext.Current.CancellationToken));
        child.Kill();
        Assert.Equal([child], Connection.WaitAny([child], Eventually.Patience, TestContext.Current.CancellationToken));
        Assert.NotEmpty(Connection.WaitAny([child], TimeSpan.MaxValue, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_once()
    {
        var (receiver, sender) = Connection.CreatePipe(duplex: false);
        var queue = new SharedQueue<int>();
        using var happened = new SharedEvent();
        using var child = new ChildProcess(static () => { });
        Assert.Throws<ArgumentException>(() => Connection.WaitAny([], s_short));
        Assert.Throws<ArgumentNullException>(() => Connection.WaitAny(null!, s_short));
        Assert.Throws<ArgumentOutOfRangeException>(() => Connection.WaitAny([happened], TimeSpan.FromSeconds(-1)));
        Assert.Throws<InvalidOperationException>(() => Connection.WaitAny([happened, sender], s_short));
        Assert.Throws<InvalidOperationException>(() => Connection.WaitAny([happened, child], s_short));
        using var cancelled = new CancellationTokenSource(20);
        Assert.Throws<OperationCanceledException>(() => Connection.WaitAny([receiver, happened, queue], Timeout.InfiniteTimeSpan, cancelled.Token));
        var waiting = Connection.WaitAnyAsync([receiver, queue, happened], Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        Eventually.Waits(waiting);
        queue.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Eventually.Patience));
    }
}
