namespace Multiprocessing.Tests.Synchronization;

/// <summary>SharedReaderWriterLock under load, and with its holders killed.</summary>
[Trait("Kind", "stress")]
public sealed class ReaderWriterLockKillTests
{
    private const int Rounds = 15;
    private const int Processes = 4;
    private const int Writes = 500;

    // The two values that are written one after the other, who writes, whether all is over, how often was read, and how often somebody was
    // told of a death.
    private const int First = 0, Second = 1, IsUnderWay = 2, IsOver = 3, Read = 4, Told = 5;

    [Fact]
    public void Nobody_starves()
    {
        var theLock = new SharedReaderWriterLock();
        var score = new Scoreboard(6);
        var readers = Enumerable.Range(0, Processes).Select(_ => ChildProcess.Start(() =>
        {
            while (score.Read(IsOver) == 0) Look(theLock, score);
        })).ToList();
        // There is hardly a moment in which nobody reads.
        Eventually.IsTrue(() => score.Read(Read) > 100);
        for (var write = 0; write < Writes; write++) Increment(theLock, score);
        var before = score.Read(Read);
        var writers = Enumerable.Range(0, 2).Select(_ => Eventually.Run(() =>
        {
            while (score.Read(IsOver) == 0) Increment(theLock, score);
        })).ToList();
        Eventually.IsTrue(() => score.Read(Read) > before + 300);
        score[IsOver] = 1;
        readers.ForEach(Eventually.Ends);
        writers.ForEach(Eventually.Ends);
        Assert.Equal(0, score.Read(Told));
    }

    [Fact]
    public void Random_deaths_leave_nobody_waiting_and_nothing_unnoticed()
    {
        var theLock = new SharedReaderWriterLock();
        var score = new Scoreboard(6);
        var random = new Random(6);
        var children = Enumerable.Range(0, Processes).Select(number => Start(theLock, score, number)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var (read, written) = (score.Read(Read), score.Read(Second));
            Eventually.IsTrue(() => score.Read(Read) > read + 50 && score.Read(Second) > written + 50);
            var victim = random.Next(Processes);
            Thread.SpinWait(random.Next(50_000));
            children[victim].Kill();
            children[victim].Join();
            children[victim] = Start(theLock, score, victim);
        }

        score[IsOver] = 1;
        children.ForEach(Eventually.Ends);
        using (theLock.WriteLock.Enter(out var wasAbandoned))
        {
            if (wasAbandoned) score[Told]++;
            Assert.Equal(0, theLock.ReaderCount);
        }

        // Nobody is told but of a death.
        Assert.InRange(score[Told], 0, Rounds);
        Assert.True(theLock.ReadLock.TryEnter());
        Assert.Equal(1, theLock.ReaderCount);
    }

    private static ChildProcess Start(SharedReaderWriterLock theLock, Scoreboard score, int number) => ChildProcess.Start(() =>
    {
        var random = new Random(number);
        while (score.Read(IsOver) == 0)
        {
            if (random.Next(4) == 0) Increment(theLock, score);
            else Look(theLock, score);
            // Giving up is one more way to leave.
            if (random.Next(8) == 0 && theLock.ReadLock.TryEnter()) theLock.ReadLock.Exit();
        }
    });

    private static void Increment(SharedReaderWriterLock theLock, Scoreboard score)
    {
        using (theLock.WriteLock.Enter(out var wasAbandoned))
        {
            if (wasAbandoned) score[Told]++;
            // Whoever was told may have died of it.
            if (score[IsUnderWay] != 0) score[Second] = score[First];
            score[IsUnderWay] = Environment.ProcessId;
            var before = score[First]++;
            Assert.Equal(before, score[Second]);
            score[Second]++;
            Assert.Equal((before + 1, before + 1, Environment.ProcessId), (score.Read(First), score.Read(Second), score.Read(IsUnderWay)));
            score[IsUnderWay] = 0;
        }
    }

    private static void Look(SharedReaderWriterLock theLock, Scoreboard score)
    {
        using (theLock.ReadLock.Enter(out var wasAbandoned))
        {
            if (wasAbandoned) score.Add(Told);
            var (first, second, isUnderWay) = (score.Read(First), score.Read(Second), score.Read(IsUnderWay));
            for (var look = 0; look < 3; look++) Assert.Equal((first, second, isUnderWay), (score.Read(First), score.Read(Second), score.Read(IsUnderWay)));
            if (isUnderWay == 0) Assert.Equal(first, second);
            score.Add(Read);
        }
    }
}
