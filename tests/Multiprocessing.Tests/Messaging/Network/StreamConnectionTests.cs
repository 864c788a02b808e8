using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using Multiprocessing.Messaging;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>What holds for every connection over a socket.</summary>
public sealed class StreamConnectionTests
{
    public static TheoryData<Transport> Transports => new(Enum.GetValues<Transport>());

    [Theory, MemberData(nameof(Transports))]
    public async Task Messages_arrive_whole_and_in_order(Transport transport)
    {
        using var pair = new ConnectedPair(transport);
        int[] lengths = [0, 1, 5, 0, 16383, 16384, 16385, 100_000, 3, (1 << 20) + 1, 5 << 20, 0, 7];
        var messages = Array.ConvertAll(lengths, RandomNumberGenerator.GetBytes);
        var sending = Eventually.Run(() =>
        {
            foreach (var message in messages) pair.Client.SendBytes(message);
        });
        foreach (var message in messages) Assert.Equal(message, pair.Server.ReceiveBytes());
        Eventually.Ends(sending);
        var back = Task.Run(async () =>
        {
            foreach (var message in messages) await pair.Server.SendBytesAsync(message);
        });
        foreach (var message in messages) Assert.Equal(message, await pair.Client.ReceiveBytesAsync().AsTask().WaitAsync(Eventually.Patience));
        await back.WaitAsync(Eventually.Patience);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Values_arrive(Transport transport)
    {
        using var pair = new ConnectedPair(transport);
        pair.Client.Send(42);
        Assert.Equal(42, pair.Server.Receive<int>());
        await pair.Server.SendAsync("a text");
        Assert.Equal("a text", await pair.Client.ReceiveAsync<string>().AsTask().WaitAsync(Eventually.Patience));
        using var patience = new CancellationTokenSource(Eventually.Patience);
        pair.Client.Send(new[] { 1.5, 2.5 }, patience.Token);
        Assert.Equal([1.5, 2.5], pair.Server.Receive<double[]>(patience.Token));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Poll_waits_and_takes_nothing(Transport transport)
    {
        using var pair = new ConnectedPair(transport);
        Assert.False(pair.Server.Poll());
        Assert.False(pair.Server.Poll(TimeSpan.FromMilliseconds(5)));
        Assert.False(await pair.Server.PollAsync(TimeSpan.FromMilliseconds(5)));
        var polling = Eventually.Run(() => Assert.True(pair.Server.Poll(Timeout.InfiniteTimeSpan)));
        pair.Client.SendBytes([1]);
        Eventually.Ends(polling);
        Assert.True(pair.Server.Poll());
        Assert.True(await pair.Server.PollAsync(TimeSpan.Zero));
        pair.Client.SendBytes([2, 3]);
        Assert.Equal([1], pair.Server.ReceiveBytes());
        Assert.True(pair.Server.Poll(Eventually.Patience));
        Assert.Equal([2, 3], pair.Server.ReceiveBytes());
        pair.Client.Dispose();
        Assert.True(pair.Server.Poll(Eventually.Patience));
        Assert.Throws<EndOfStreamException>(() => pair.Server.ReceiveBytes());
        Assert.True(pair.Server.Poll());
        Assert.Throws<EndOfStreamException>(() => pair.Server.ReceiveBytes());
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_receive_that_is_cancelled_loses_nothing(Transport transport)
    {
        using var pair = new ConnectedPair(transport);
        for (var round = 0; round < 20; round++)
        {
            using var cancelling = new CancellationTokenSource();
            var receiving = pair.Server.ReceiveBytesAsync(cancelling.Token).AsTask();
            var sending = Task.Run(() => pair.Client.SendBytes([(byte)round]));
            await cancelling.CancelAsync();
            await sending;
            byte[] received;
            try
            {
                received = await receiving.WaitAsync(Eventually.Patience);
            }
            catch (OperationCanceledException)
            {
                received = round % 2 == 0 ? pair.Server.ReceiveBytes() : await pair.Server.ReceiveBytesAsync().AsTask().WaitAsync(Eventually.Patience);
            }

            Assert.Equal([(byte)round], received);
        }

        using var cancelled = new CancellationTokenSource(5);
        Assert.ThrowsAny<OperationCanceledException>(() => pair.Server.ReceiveBytes(cancelled.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => pair.Server.ReceiveBytesInto(new byte[5], cancelled.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => pair.Server.Poll(Timeout.InfiniteTimeSpan, cancelled.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => pair.Server.Send(1, cancelled.Token));
        pair.Client.SendBytes([9]);
        Assert.Equal([9], pair.Server.ReceiveBytes());
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_message_that_has_no_room_stays(Transport transport)
    {
        using var pair = new ConnectedPair(transport);
        pair.Client.SendBytes(new byte[] { 1, 2, 3 });
        pair.Client.SendBytes(new byte[20_000]);
        Assert.Throws<ArgumentException>(() => pair.Server.ReceiveBytesInto(new byte[2]));
        var room = new byte[5];
        Assert.Equal(3, pair.Server.ReceiveBytesInto(room));
        Assert.Equal([1, 2, 3, 0, 0], room);
        await Assert.ThrowsAsync<ArgumentException>(async () => await pair.Server.ReceiveBytesIntoAsync(new byte[19_999]));
        Assert.Equal(20_000, await pair.Server.ReceiveBytesIntoAsync(new byte[20_000]));
    }

    [Theory, MemberData(nameof(Transports))]
    public void Many_threads_may_send_and_receive(Transport transport)
    {
        const int Threads = 4, Each = 50;
        using var pair = new ConnectedPair(transport);
        var received = new int[Threads * Each];
        var senders = Enumerable.Range(0, Threads).Select(thread => Eventually.Run(() =>
        {
            for (var number = 0; number < Each; number++)
            {
                var message = new byte[4 + (number * 700)];
                message.AsSpan().Fill((byte)number);
                BitConverter.TryWriteBytes(message, (thread * Each) + number);
                if (number % 2 == 0) pair.Client.SendBytes(message);
                else pair.Client.SendBytesAsync(message).AsTask().Wait();
            }
        })).ToArray();
        var receivers = Enumerable.Range(0, Threads).Select(thread => Eventually.Run(() =>
        {
            for (var number = 0; number < Each; number++)
            {
                var message = thread % 2 == 0 ? pair.Server.ReceiveBytes() : pair.Server.ReceiveBytesAsync().AsTask().Result;
                var which = BitConverter.ToInt32(message);
                Assert.Equal(4 + (which % Each * 700), message.Length);
                Assert.False(message.AsSpan(4).ContainsAnyExcept((byte)(which % Each)));
                Interlocked.Increment(ref received[which]);
            }
        })).ToArray();
        foreach (var task in senders.Concat(receivers)) Eventually.Ends(task);
        Assert.All(received, static times => Assert.Equal(1, times));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Closing_ends_all_waits(Transport transport)
    {
        using var pair = new ConnectedPair(transport);
        Task[] waits =
        [
            Eventually.Run(() => Assert.Throws<ObjectDisposedException>(() => pair.Server.ReceiveBytes())),
            Eventually.Run(() => Assert.Throws<ObjectDisposedException>(() => { pair.Server.Poll(Timeout.InfiniteTimeSpan); })),
            Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Server.ReceiveBytesAsync()),
            Eventually.Run(() => pair.Client.SendBytes(new byte[64 << 20])),
        ];
        Eventually.Waits(waits[3]);
        pair.Server.Dispose();
        pair.Client.Dispose();
        // The sender may have seen the other end close first.
        foreach (var wait in waits[..3]) Eventually.Ends(wait);
        await Task.WhenAny(waits[3]).WaitAsync(Eventually.Patience);
        Assert.True(waits[3].IsFaulted);
        Assert.True(pair.Server.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => pair.Server.SendBytes([1]));
        Assert.Throws<ObjectDisposedException>(() => { pair.Server.Poll(); });
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_send_that_is_cancelled_half_way_closes_the_connection(Transport transport)
    {
        using var pair = new ConnectedPair(transport);
        using var cancelling = new CancellationTokenSource();
        // Nobody receives, so it does not fit; what does fit is sent when this returns.
        var sending = pair.Client.SendBytesAsync(new byte[64 << 20], cancelling.Token).AsTask();
        Assert.False(sending.IsCompleted);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.True(pair.Client.IsClosed);
        Assert.Contains("cancelled", Assert.Throws<ObjectDisposedException>(() => pair.Client.SendBytes([1])).Message, StringComparison.Ordinal);
        Assert.Contains("in the middle", Assert.Throws<IOException>(() => pair.Server.ReceiveBytes()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_send_that_waits_for_another_can_be_cancelled_without_harm()
    {
        using var pair = new ConnectedPair(Transport.Unix);
        var first = pair.Client.SendBytesAsync(new byte[8 << 20]).AsTask();
        using var cancelling = new CancellationTokenSource(10);
        Assert.ThrowsAny<OperationCanceledException>(() => pair.Client.SendBytes([1], cancelling.Token));
        Assert.Equal(8 << 20, pair.Server.ReceiveBytes().Length);
        await first.WaitAsync(Eventually.Patience);
        pair.Client.Send(7);
        Assert.Equal(7, pair.Server.Receive<int>());
    }

    [Theory, MemberData(nameof(Transports))]
    public void What_is_longer_than_allowed_closes_the_connection(Transport transport)
    {
        using var pair = new ConnectedPair(transport, maximumMessageBytes: 100);
        pair.Client.SendBytes(new byte[100]);
        pair.Client.SendBytes(new byte[101]);
        Assert.Equal(100, pair.Server.ReceiveBytes().Length);
        Assert.True(pair.Server.Poll(Eventually.Patience));
        Assert.Throws<InvalidDataException>(() => pair.Server.ReceiveBytes());
        Assert.True(pair.Server.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => pair.Server.SendBytes([1]));
    }

    [Fact]
    public async Task Several_can_be_waited_for_at_once()
    {
        using var one = new ConnectedPair(Transport.Unix);
        using var other = new ConnectedPair(Transport.Tls);
        Assert.Empty(Connection.WaitAny([one.Server, other.Server], TimeSpan.Zero));
        var waiting = Connection.WaitAnyAsync([one.Server, other.Server], Eventually.Patience);
        other.Client.Send("hello");
        Assert.Equal([other.Server], await waiting);
        Assert.Equal("hello", other.Server.Receive<string>());
        one.Client.Dispose();
        Assert.Equal([one.Server], Connection.WaitAny([one.Server, other.Server], Eventually.Patience));
    }

    [Fact]
    public void A_peer_that_is_killed_in_the_middle_of_a_message_is_an_error()
    {
        using var listener = new ConnectionListener();
        var address = listener.LocalEndPoint.ToString()!;
        var child = ChildProcess.Start(() =>
        {
            using var connection = Connection.Connect(new UnixDomainSocketEndPoint(address));
            connection.SendBytes([1]);
            connection.SendBytes(new byte[100 << 20]);
        });
        using var accepted = listener.Accept();
        Assert.Equal([1], accepted.ReceiveBytes());
        // Some of it has come.
        var socket = (Socket)typeof(StreamConnection).GetField("_socket", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(accepted)!;
        Eventually.IsTrue(() => socket.Available > 0);
        Assert.False(accepted.Poll());
        Children.Kill([child]);
        Assert.Contains("in the middle", Assert.Throws<IOException>(() => accepted.ReceiveBytes()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_encrypted_or_has_begun_stays_in_its_process()
    {
        using var pair = new ConnectedPair(Transport.Tls);
        Assert.Contains("encrypted", Refusal(pair.Client), StringComparison.Ordinal);
        using var plain = new ConnectedPair(Transport.Unix);
        var (here, there) = (plain.Client, plain.Server);
        there.Send(1);
        Assert.True(here.Poll(Eventually.Patience));
        Assert.Contains("a part of a message", Refusal(here), StringComparison.Ordinal);
        var listener = pair.Listener;
        Assert.Contains("a listener belongs", Assert.Throws<ProcessBoundaryException>(() => ChildProcess.Start(() => listener.Dispose())).Message, StringComparison.Ordinal);
    }

    private static string Refusal(Connection connection) =>
        Assert.Throws<ProcessBoundaryException>(() => ChildProcess.Start(() => connection.Send(1))).Message;
}
