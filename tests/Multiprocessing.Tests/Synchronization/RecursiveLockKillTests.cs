namespace Multiprocessing.Tests.Synchronization;

/// <summary>SharedRecursiveLock while its holders are killed at any instant.</summary>
[Trait("Kind", "stress")]
public sealed class RecursiveLockKillTests
{
    private const int Rounds = 20;
    private const int Processes = 3;

    // Two values that are equal whenever nobody is within the lock; whether all is over; how often somebody was told of a death.
    private const int First = 0, Second = 1, IsOver = 2, Told = 3;

    [Fact]
    public void Whoever_is_not_told_of_a_death_finds_all_in_order()
    {
        var theLock = new SharedRecursiveLock();
        var score = new Scoreboard(4);
        var random = new Random(7);
        var children = Enumerable.Range(0, Processes).Select(_ => Start(theLock, score)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var before = score.Read(Second);
            Eventually.IsTrue(() => score.Read(Second) > before + 100);
            var victim = random.Next(Processes);
            Thread.SpinWait(random.Next(50_000));
            children[victim].Kill();
            children[victim].Join();
            children[victim] = Start(theLock, score);
        }

        score[IsOver] = 1;
        children.ForEach(Eventually.Ends);
        using (theLock.Enter(out var wasAbandoned))
        {
            if (wasAbandoned) score[Told]++;
            Assert.Equal(1, theLock.RecursionCount);
        }

        Assert.InRange(score[Told], 0, Rounds);
    }

    private static ChildProcess Start(SharedRecursiveLock theLock, Scoreboard score) => ChildProcess.Start(() =>
    {
        while (score.Read(IsOver) == 0)
        {
            using (theLock.Enter(out var wasAbandoned))
            {
                if (wasAbandoned)
                {
                    score[Told]++;
                    score[Second] = score[First];
                }

                Assert.Equal(score[First], score[Second]);
                score[First]++;
                using (theLock.Enter()) score[Second]++;
            }
        }
    });
}
