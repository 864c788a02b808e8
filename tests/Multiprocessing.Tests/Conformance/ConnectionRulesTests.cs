using System.Text;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Conformance;

/// <summary>The rules of Python's <c>Connection</c> over a pipe (<c>_TestConnection</c>, <c>_TestPoll</c>).</summary>
public sealed class ConnectionRulesTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void What_is_sent_comes_back_from_an_echo()
    {
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() =>
        {
            while (there.ReceiveBytes() is { Length: > 0 } message) there.SendBytes(message);
            there.Dispose();
        });
        there.Dispose();
        here.SendBytes("hello"u8);
        Assert.Equal("hello"u8, here.ReceiveBytes());
        var room = new byte[20];
        here.SendBytes("hello"u8);
        Assert.Equal(5, here.ReceiveBytesInto(room));
        here.SendBytes(" there"u8);
        Assert.Equal(6, here.ReceiveBytesInto(room.AsSpan(5)));
        Assert.Equal("hello there", Encoding.ASCII.GetString(room, 0, 11));
        // What is too long stays there.
        here.SendBytes(new byte[40]);
        Assert.Throws<ArgumentException>(() => here.ReceiveBytesInto(room));
        Assert.Equal(40, here.ReceiveBytes().Length);
        Assert.False(here.Poll());
        Assert.False(here.Poll(s_short));
        here.SendBytes("more"u8);
        Assert.True(here.Poll(Eventually.Patience));
        Assert.Equal("more"u8, here.ReceiveBytes());
        var large = new byte[16 << 20];
        large.AsSpan().Fill((byte)'X');
        var sending = Task.Run(() => here.SendBytes(large));
        Assert.True(here.ReceiveBytes().AsSpan().SequenceEqual(large));
        Eventually.Ends(sending);
        here.SendBytes([]);
        Eventually.Ends(child);
        Assert.True(here is { CanReceive: true, CanSend: true, IsClosed: false });
        Assert.True(here.Poll());
        Assert.Throws<EndOfStreamException>(() => here.ReceiveBytes());
        here.Dispose();
        Assert.True(here.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => here.ReceiveBytes());
        Assert.Throws<ObjectDisposedException>(() => here.SendBytes([]));
        Assert.Throws<ObjectDisposedException>(() => { here.Poll(); });
    }

    [Fact]
    public async Task What_is_sent_comes_back_from_an_echo_without_a_thread()
    {
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(async () =>
        {
            while (await there.ReceiveBytesAsync() is { Length: > 0 } message) await there.SendBytesAsync(message);
            there.Dispose();
        });
        there.Dispose();
        var room = new byte[20];
        foreach (var length in (int[])[1, 20, 100_000, 2_000_000])
        {
            var bytes = new byte[length];
            Random.Shared.NextBytes(bytes);
            await here.SendBytesAsync(bytes, TestContext.Current.CancellationToken);
            Assert.True(await here.PollAsync(Eventually.Patience, TestContext.Current.CancellationToken));
            if (length <= room.Length) Assert.Equal(length, await here.ReceiveBytesIntoAsync(room, TestContext.Current.CancellationToken));
            else Assert.Equal(bytes, await here.ReceiveBytesAsync(TestContext.Current.CancellationToken));
        }

        await here.SendBytesAsync(new byte[40], TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ArgumentException>(async () => await here.ReceiveBytesIntoAsync(room));
        Assert.Equal(40, (await here.ReceiveBytesAsync(TestContext.Current.CancellationToken)).Length);
        await here.SendBytesAsync(default, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await here.ReceiveBytesAsync());
        here.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await here.ReceiveBytesAsync());
    }

    [Fact]
    public void Of_a_pipe_that_is_not_duplex_the_first_end_receives_and_the_second_sends()
    {
        var (reader, writer) = Connection.CreatePipe(duplex: false);
        writer.Send(1);
        Assert.Equal(1, reader.Receive<int>());
        Assert.True(reader is { CanReceive: true, CanSend: false });
        Assert.True(writer is { CanReceive: false, CanSend: true });
        Assert.Throws<InvalidOperationException>(() => reader.Send(2));
        Assert.Throws<InvalidOperationException>(() => writer.Receive<int>());
        Assert.Throws<InvalidOperationException>(() => { writer.Poll(); });
    }

    [Fact]
    public void Values_of_each_kind_arrive_as_what_they_were_sent_as_or_something_wider()
    {
        var (here, there) = Connection.CreatePipe();
        here.Send<object?>(null);
        Assert.Null(there.Receive<string>());
        here.Send(new[] { 1, 2, 3 });
        Assert.Equal([1, 2, 3], there.Receive<IReadOnlyList<int>>());
        here.Send(5);
        Assert.Equal(5, there.Receive<object>());
        here.Send("text");
        Assert.Throws<InvalidCastException>(() => there.Receive<int>());
        // What was asked for as something else is used up.
        Assert.False(there.Poll());
        here.SendBytes([1, 2]);
        Assert.Equal([1, 2], there.Receive<byte[]>());
        here.Send("value");
        Assert.Throws<InvalidDataException>(() => there.ReceiveBytes());
        Assert.Equal("value", there.Receive<string>());
        Assert.Throws<ProcessBoundaryException>(() => here.Send<object>(new Thread(static () => { })));
        Assert.False(there.Poll());
    }

    [Fact]
    public void A_connection_can_be_used_by_using()
    {
        var (here, there) = Connection.CreatePipe();
        using (here)
        {
            here.Send(1729);
            Assert.Equal(1729, there.Receive<int>());
        }

        Assert.True(here.IsClosed);
        Assert.Throws<EndOfStreamException>(() => there.Receive<int>());
        Assert.Throws<IOException>(() => there.Send(1));
    }

    [Fact]
    public void A_message_without_bytes_is_one()
    {
        var (here, there) = Connection.CreatePipe();
        there.SendBytes([]);
        Assert.True(here.Poll());
        Assert.True(here.Poll());
        Assert.Empty(here.ReceiveBytes());
        Assert.False(here.Poll());
    }

    [Fact]
    public void Messages_keep_their_borders()
    {
        string[] messages = ["hello", "", "a", "b", "bye", "", "longer than the others"];
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() =>
        {
            foreach (var message in messages) there.SendBytes(Encoding.ASCII.GetBytes(message));
        });
        there.Dispose();
        foreach (var message in messages)
        {
            Assert.True(here.Poll(Eventually.Patience));
            Assert.Equal(message, Encoding.ASCII.GetString(here.ReceiveBytes()));
        }

        Assert.True(here.Poll(Eventually.Patience));
        Assert.Throws<EndOfStreamException>(() => here.ReceiveBytes());
    }

    [Fact]
    public void Who_waits_in_this_process_goes_on_when_the_end_is_closed()
    {
        var (here, there) = Connection.CreatePipe();
        Task[] waiting =
        [
            Eventually.Run(() => Assert.Throws<ObjectDisposedException>(() => here.ReceiveBytes())),
            Eventually.Run(() => Assert.Throws<ObjectDisposedException>(() => { here.Poll(Timeout.InfiniteTimeSpan); })),
            Eventually.Run(() => Assert.Throws<ObjectDisposedException>(() => here.SendBytes(new byte[1 << 20]))),
            Eventually.Run(() => Assert.Throws<ObjectDisposedException>(() => here.SendBytes(new byte[1 << 20]))),
            Assert.ThrowsAsync<ObjectDisposedException>(async () => await here.ReceiveAsync<int>()),
            Assert.ThrowsAsync<ObjectDisposedException>(async () => await here.SendAsync(new byte[1 << 20])),
        ];
        foreach (var one in waiting) Eventually.Waits(one);
        here.Dispose();
        foreach (var one in waiting) Eventually.Ends(one);
        Assert.True(there.Poll());
    }

    [Fact]
    public void Who_is_cancelled_in_the_middle_of_a_message_has_sent_nothing()
    {
        var (here, there) = Connection.CreatePipe();
        using var cancelled = new CancellationTokenSource(20);
        Assert.Throws<OperationCanceledException>(() => here.SendBytes(new byte[1 << 20], cancelled.Token));
        // The pipe is full until somebody finds that out.
        var sending = Eventually.Run(() => here.Send("after"));
        Assert.Equal("after", there.Receive<string>());
        Eventually.Ends(sending);
        Assert.False(there.Poll());
        Assert.Throws<OperationCanceledException>(() => there.ReceiveBytes(cancelled.Token));
    }

    // An end goes through the very pipe; whoever reads the message has it.
    [Fact]
    public void An_end_travels_through_its_own_pipe()
    {
        var (here, there) = Connection.CreatePipe();
        here.Send(here);
        here.Dispose();
        var again = there.Receive<Connection>();
        again.Send(1);
        Assert.Equal(1, there.Receive<int>());
        there.Send(there);
        there.Dispose();
        // It is under way, so somebody may receive still.
        again.Send(2);
        var other = again.Receive<Connection>();
        Assert.Equal(2, other.Receive<int>());
        other.Dispose();
        Assert.Throws<EndOfStreamException>(() => again.Receive<int>());
    }
}
