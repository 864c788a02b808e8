using System.Diagnostics;

namespace Multiprocessing.Tests.Synchronization;

[Trait("Kind", "stress")]
public sealed class SharedLockStressTests(ITestOutputHelper output)
{
    // More where it is to be tested harder.
    private const int Rounds = 20_000;
    private const int Kills = 24;
    private static readonly TimeSpan s_contention = TimeSpan.FromMilliseconds(400);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(16)]
    public void Nobody_is_inside_beside_another(int processes)
    {
        using var theLock = new SharedLock();
        using var board = new Scoreboard(2);
        var rounds = Rounds / processes;
        Children.End(Children.Start(processes, async () =>
        {
            for (var round = 0; round < rounds; round++)
            {
                // Each way to get in.
                if (round % 100 == 1) (await theLock.EnterAsync()).Dispose();
                while (round % 10 == 2 && !theLock.TryEnter(TimeSpan.FromTicks(round % 3)))
                {
                }

                if (round % 10 != 2) theLock.Enter();
                var seen = board[0];
                if (round % 64 == 0) Thread.Yield();
                board[0] = seen + 1;
                theLock.Exit();
            }
        }));
        Assert.Equal(processes * rounds, board[0]);
        Assert.False(theLock.IsHeld);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Whoever_is_killed_whenever_the_others_go_on_and_know(int processes)
    {
        using var theLock = new SharedLock();
        using var ledger = new LockedLedger();
        var random = new Random(processes);
        var children = Children.Start(processes, () => ledger.Use(theLock));
        for (var kill = 0; kill < Kills; kill++)
        {
            var place = random.Next(processes);
            Eventually.IsTrue(() => ledger.Entries > 100 * kill);
            Thread.Sleep(random.Next(3));
            Thread.SpinWait(random.Next(10_000));
            Children.Kill([children[place]]);
            children[place] = ChildProcess.Start(() => ledger.Use(theLock));
        }

        ledger.End();
        Children.End(children);
        var wasAbandoned = true;
        while (wasAbandoned) theLock.Enter(out wasAbandoned).Dispose();
        Assert.Equal(0, ledger.Violations);
        Assert.InRange(ledger.LongestWait, TimeSpan.Zero, Eventually.Patience);
        output.WriteLine($"{processes} processes, {Kills} killed, {ledger.Deaths} of them inside, {ledger.Entries} entries, longest wait {ledger.LongestWait.TotalMilliseconds:F1} ms");
    }

    [Fact]
    public void Four_processes_get_their_shares()
    {
        using var theLock = new SharedLock();
        using var shares = new LockShares();
        Children.End([.. Enumerable.Range(0, LockShares.Count).Select(number => ChildProcess.Start(() => shares.Take(theLock, number, s_contention)))]);
        AssertFair(shares, "processes");
    }

    [Fact]
    public void Four_threads_get_their_shares()
    {
        using var theLock = new SharedLock();
        using var shares = new LockShares();
        var threads = Enumerable.Range(0, LockShares.Count).Select(number => Eventually.Run(() => shares.Take(theLock, number, s_contention))).ToArray();
        foreach (var thread in threads) Eventually.Ends(thread);
        AssertFair(shares, "threads");
    }

    private void AssertFair(LockShares shares, string what)
    {
        output.WriteLine($"{LockShares.Count} {what}: {shares}");
        Assert.True(shares.Least * 20 > shares.Average, $"Somebody starves: {shares}");
        Assert.InRange(shares.LongestWait, TimeSpan.Zero, Eventually.Patience);
    }
}
