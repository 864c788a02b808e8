namespace Multiprocessing.Tests.Synchronization;

/// <summary>Nobody waits at a SharedBarrier for one who was killed there.</summary>
[Trait("Kind", "stress")]
public sealed class BarrierKillTests
{
    private const int Rounds = 15;
    private const int Participants = 4;

    [Fact]
    public void Death_while_waiting_breaks_it()
    {
        var barrier = new SharedBarrier(3);
        var victim = ChildProcess.Start(() => { barrier.Wait(); });
        Eventually.IsTrue(() => barrier.WaitingCount == 1);
        var other = Eventually.Run(() => Assert.Contains("died", Assert.Throws<BrokenBarrierException>(() => barrier.Wait()).Message));
        Eventually.IsTrue(() => barrier.WaitingCount == 2);
        victim.Kill();
        Eventually.Ends(other);
        Assert.True(barrier.IsBroken);
        Assert.Throws<BrokenBarrierException>(() => barrier.Wait());
        barrier.Reset();
        Assert.False(barrier.IsBroken);
    }

    [Fact]
    public void Death_in_the_action_breaks_it()
    {
        var score = new Scoreboard(1);
        var barrier = new SharedBarrier(2, () =>
        {
            score[0] = 1;
            Thread.Sleep(Timeout.Infinite);
        });
        var other = Eventually.Run(() => Assert.Throws<BrokenBarrierException>(() => barrier.Wait()));
        Eventually.IsTrue(() => barrier.WaitingCount == 1);
        var victim = ChildProcess.Start(() => { barrier.Wait(); });
        Eventually.IsTrue(() => score.Read(0) == 1);
        victim.Kill();
        Eventually.Ends(other);
        Assert.True(barrier.IsBroken);
    }

    [Fact]
    public void Death_elsewhere_does_not_break_it()
    {
        var barrier = new SharedBarrier(2);
        var score = new Scoreboard(1);
        var child = ChildProcess.Start(() =>
        {
            barrier.Wait();
            score[0] = 1;
            Thread.Sleep(Timeout.Infinite);
        });
        barrier.Wait();
        Eventually.IsTrue(() => score.Read(0) == 1);
        child.Kill();
        child.Join();
        Eventually.Ends(ChildProcess.Start(static () => { }));
        Assert.False(barrier.IsBroken);
        Assert.Equal(0, barrier.WaitingCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_deaths_leave_nobody_waiting(bool hasAction)
    {
        var random = new Random(5);
        // Phases passed by all, and, while the action runs, by one.
        var score = new Scoreboard(3);
        var barrier = hasAction ? MakeWithAction(score) : new SharedBarrier(Participants);
        var children = Enumerable.Range(0, Participants).Select(_ => Start(barrier, score)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var before = score.Read(0);
            // All pass phases, those that came anew too.
            Eventually.IsTrue(() => score.Read(0) > before + 8);
            var victim = random.Next(Participants);
            Thread.SpinWait(random.Next(50_000));
            children[victim].Kill();
            children[victim].Join();
            // Where it was not waiting, the others are.
            children[victim] = Start(barrier, score);
        }

        Volatile.Write(ref score[2], 1);
        Eventually.IsTrue(() =>
        {
            barrier.Abort();
            return children.TrueForAll(static child => child.Join(TimeSpan.Zero));
        });
        children.ForEach(Eventually.Ends);
        barrier.Reset();
        Assert.Equal(0, barrier.WaitingCount);
    }

    private static SharedBarrier MakeWithAction(Scoreboard score) => new(Participants, () => score.Add(1));

    private static ChildProcess Start(SharedBarrier barrier, Scoreboard score) => ChildProcess.Start(() =>
    {
        while (score.Read(2) == 0)
        {
            try
            {
                barrier.Wait();
                score.Add(0);
            }
            catch (BrokenBarrierException)
            {
                if (score.Read(2) == 0 && barrier.IsBroken) barrier.Reset();
            }
        }
    });
}
