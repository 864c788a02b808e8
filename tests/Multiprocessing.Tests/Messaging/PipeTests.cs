namespace Multiprocessing.Tests.Messaging;

public sealed class PipeTests
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    [Fact]
    public void Values_go_there_and_back()
    {
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() =>
        {
            for (var round = 0; round < 1000; round++) there.Send(there.Receive<int>() + 1);
        });
        for (var round = 0; round < 1000; round++)
        {
            here.Send(round);
            Assert.Equal(round + 1, here.Receive<int>());
        }

        child.Join();
        Assert.Equal(0, child.ExitCode);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(7), InlineData(8), InlineData(4000), InlineData(30_000), InlineData(32_744), InlineData(32_752), InlineData(32_760), InlineData(40_000), InlineData(1 << 20), InlineData(20_000_001)]
    public void Bytes_of_any_length_arrive(int length)
    {
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() =>
        {
            for (var round = 0; round < 3; round++) there.SendBytes(there.ReceiveBytes());
        });
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        for (var round = 0; round < 3; round++)
        {
            here.SendBytes(bytes);
            Assert.True(bytes.AsSpan().SequenceEqual(here.ReceiveBytes()));
        }

        child.Join();
    }

    [Fact]
    public void Every_length_up_to_a_few_thousand_arrives_in_order()
    {
        var (receiver, sender) = Connection.CreatePipe(duplex: false);
        using var child = ChildProcess.Start(() =>
        {
            for (var length = 0; length < 5000; length++) sender.SendBytes(new byte[length].Select((_, index) => (byte)(index * length)).ToArray());
        });
        sender.Dispose();
        for (var length = 0; length < 5000; length++)
        {
            var bytes = receiver.ReceiveBytes();
            Assert.Equal(length, bytes.Length);
            if (length > 0) Assert.Equal((byte)((length - 1) * length), bytes[^1]);
        }

        Assert.Throws<EndOfStreamException>(() => receiver.ReceiveBytes());
    }

    [Fact]
    public void A_child_keeps_its_end_though_the_parent_closes_it_at_once()
    {
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() => there.Send("kept"));
        there.Dispose();
        Assert.Equal("kept", here.Receive<string>());
        Assert.Throws<EndOfStreamException>(() => here.Receive<string>());
        Assert.Throws<IOException>(() => here.Send(1));
        Assert.True(here.Poll());
    }

    [Fact]
    public void The_end_comes_when_the_other_side_is_killed()
    {
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() =>
        {
            there.Send(1);
            Thread.Sleep(Timeout.Infinite);
        });
        there.Dispose();
        Assert.Equal(1, here.Receive<int>());
        var waiting = Task.Run(() => here.Receive<int>());
        child.Kill();
        Assert.ThrowsAny<EndOfStreamException>(() => waiting.WaitAsync(s_hang).GetAwaiter().GetResult());
    }

    [Fact]
    public void Poll_waits_and_takes_nothing()
    {
        var (here, there) = Connection.CreatePipe();
        Assert.False(here.Poll());
        Assert.False(here.Poll(TimeSpan.FromMilliseconds(20)));
        there.Send(5);
        Assert.True(here.Poll(s_hang));
        Assert.True(here.Poll());
        Assert.Equal(5, here.Receive<int>());
        Assert.False(here.Poll());
    }

    [Fact]
    public void A_pipe_travels_through_a_pipe()
    {
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() =>
        {
            var given = there.Receive<Connection>();
            given.Send("through the given one");
            using var mine = new SharedArray<int>([1, 2, 3]);
            there.Send(mine);
        });
        there.Dispose();
        var (second, secondThere) = Connection.CreatePipe();
        here.Send(secondThere);
        secondThere.Dispose();
        Assert.Equal("through the given one", second.Receive<string>());
        Assert.Throws<EndOfStreamException>(() => second.Receive<string>());
        child.Join();
        using var array = here.Receive<SharedArray<int>>();
        Assert.Equal([1, 2, 3], array.Span.ToArray());
    }
}
