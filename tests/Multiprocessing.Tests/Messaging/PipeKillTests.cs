using Multiprocessing.Tests.Faults;
using Multiprocessing.Tests.Memory;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Messaging;

[Collection(FaultCollection.Name)]
[Trait("Kind", "stress")]
public sealed class PipeKillTests(ITestOutputHelper output)
{
    // More where it is to be tested harder.
    private const int Kills = 60;
    private const int Rounds = 8;

    [Fact]
    public async Task Whoever_is_killed_whenever_nothing_is_lost_but_what_it_had()
    {
        // The first child of all leaves something behind, for those that follow.
        Children.End(Children.Start(1, static () => { }));
        var before = await SharedFootprint.SettledAsync();
        RunStorm();
        await before.AssertNoMoreIsLeftAsync();
    }

    private void RunStorm()
    {
        var (receiver, sender) = Connection.CreatePipe(duplex: false);
        using var storm = new ParcelStorm(new PipeRoute(receiver, sender), Kills, seed: 1);
        output.WriteLine(storm.Run());
        Assert.Throws<EndOfStreamException>(() => receiver.ReceiveBytes());
        receiver.Dispose();
    }

    [Fact]
    public void The_end_comes_at_once_when_the_last_sender_is_killed()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (receiver, sender) = Connection.CreatePipe(duplex: false);
            using var board = new Scoreboard(2);
            var senders = Children.Start(2, () =>
            {
                sender.Send(1);
                board.Add(0);
                Thread.Sleep(Timeout.Infinite);
            });
            var waiting = ChildProcess.Start(() =>
            {
                PeriodicLooks.TurnOff();
                sender.Dispose();
                try
                {
                    while (true)
                    {
                        receiver.Receive<int>();
                        board.Add(1);
                    }
                }
                catch (EndOfStreamException)
                {
                }
            });
            sender.Dispose();
            Eventually.IsTrue(() => board.Read(1) == 2);
            Children.Kill([senders[round % 2]]);
            Assert.True(waiting.IsAlive);
            Children.Kill(senders);
            Eventually.Ends(waiting);
            Assert.True(receiver.Poll());
            Assert.Throws<EndOfStreamException>(() => receiver.Receive<int>());
            receiver.Dispose();
        }
    }

    [Fact]
    public void Who_sends_is_told_at_once_when_the_last_receiver_is_killed()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (receiver, sender) = Connection.CreatePipe(duplex: false);
            using var board = new Scoreboard(1);
            var receiving = ChildProcess.Start(() =>
            {
                receiver.ReceiveBytes();
                board.Add(0);
                Thread.Sleep(Timeout.Infinite);
            });
            // In the middle of a long message, and at its beginning.
            var sending = Children.Start(2, () =>
            {
                PeriodicLooks.TurnOff();
                receiver.Dispose();
                try
                {
                    while (true) sender.SendBytes(new byte[1 << 20]);
                }
                catch (IOException)
                {
                }
            });
            receiver.Dispose();
            Eventually.IsTrue(() => board.Read(0) == 1);
            Children.Kill([receiving]);
            Children.End(sending);
            Assert.Throws<IOException>(() => sender.Send(1));
            sender.Dispose();
        }
    }
}
