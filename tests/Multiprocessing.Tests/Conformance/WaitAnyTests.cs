using System.Net;
using System.Net.Sockets;
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
            writer.Dispose();
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
                    reader.Dispose();
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
        toSecond.Dispose();
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
        Action[] causes = [() => sender.Send(1), () => queue.Enqueue(1), happened.Set, () => queue.Complete()];
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

    [Fact]
    public async Task Handles_and_sockets_of_dotnet_are_waited_for_too()
    {
        using var manual = new ManualResetEvent(initialState: false);
        using var automatic = new AutoResetEvent(initialState: false);
        using var permits = new Semaphore(0, 2);
        using var shared = new SharedEvent();
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        object[] all = [manual, automatic, permits, shared, listening];
        Assert.Empty(Connection.WaitAny(all, TimeSpan.Zero));
        Assert.Empty(Connection.WaitAny(all, s_short));
        await Each(() => manual.Set(), manual);
        manual.Reset();
        await Each(() => automatic.Set(), automatic);
        await Each(() => permits.Release(), permits);
        // What was told of is taken.
        Assert.Empty(Connection.WaitAny(all, TimeSpan.Zero));
        await Each(shared.Set, shared);
        shared.Reset();
        using var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Each(() => caller.Connect(listening.LocalEndPoint!), listening);
        using var accepted = listening.Accept();
        all[^1] = accepted;
        Assert.Empty(Connection.WaitAny(all, s_short));
        await Each(() => caller.Send([1]), accepted);
        Assert.Equal(1, accepted.Receive(new byte[2]));
        await Each(() => caller.Shutdown(SocketShutdown.Both), accepted);

        async Task Each(Action makeReady, object expected)
        {
            var waiting = Connection.WaitAnyAsync(all, Eventually.Patience);
            Eventually.Waits(waiting);
            makeReady();
            Assert.Same(expected, Assert.Single(await waiting));
        }
    }

    [Fact]
    public async Task A_signal_goes_to_one_wait_and_none_is_lost()
    {
        const int Signals = 200;
        using var one = new AutoResetEvent(initialState: false);
        using var other = new AutoResetEvent(initialState: false);
        var seen = 0;
        for (var round = 0; round < Signals; round++)
        {
            using var stop = new CancellationTokenSource();
            var waiting = Connection.WaitAnyAsync([one, other], Eventually.Patience, stop.Token);
            _ = one.Set();
            if ((round & 1) == 0) _ = Task.Run(stop.Cancel, CancellationToken.None);
            try
            {
                seen += (await waiting).Count;
            }
            catch (OperationCanceledException)
            {
                if (one.WaitOne(0)) seen++;
            }
        }

        Assert.Equal(Signals, seen);
    }

    [Fact]
    public void What_cannot_be_waited_for_is_refused_by_name()
    {
        using var mutex = new Mutex();
        Assert.Contains("mutex", Assert.Throws<ArgumentException>("waitables", () => { Connection.WaitAny([mutex], TimeSpan.Zero); }).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("String", Assert.Throws<ArgumentException>("waitables", static () => { Connection.WaitAny(["text"], TimeSpan.Zero); }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("waitables", static () => { Connection.WaitAny([null!], TimeSpan.Zero); });
    }
}
