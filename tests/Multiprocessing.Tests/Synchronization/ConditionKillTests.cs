namespace Multiprocessing.Tests.Synchronization;

/// <summary>No notification of a SharedCondition is lost, whoever is killed, gives up or is cancelled.</summary>
[Trait("Kind", "stress")]
public sealed class ConditionKillTests
{
    private const int Rounds = 15;
    private const int RacingRounds = 400;

    [Fact]
    public void A_notification_passes_from_a_dead_waiter_to_the_next()
    {
        var condition = new SharedCondition();
        var score = new Scoreboard(2);
        var first = ChildProcess.Start(() => SleepAndWake(condition, score));
        AwaitSleepers(condition, score, 1);
        var second = ChildProcess.Start(() => SleepAndWake(condition, score));
        AwaitSleepers(condition, score, 2);
        using (condition.Enter())
        {
            condition.Notify();
            // It cannot get the lock, so it dies on the way.
            first.Kill();
            first.Join();
        }

        Eventually.Ends(second);
        Assert.Equal(1, score.Read(1));
    }

    [Fact]
    public void A_dead_waiter_is_not_notified_and_a_later_one_does_not_inherit()
    {
        var condition = new SharedCondition();
        var score = new Scoreboard(2);
        var first = ChildProcess.Start(() => SleepAndWake(condition, score));
        AwaitSleepers(condition, score, 1);
        using (condition.Enter()) condition.Notify();
        Eventually.Ends(first);

        var second = ChildProcess.Start(() => SleepAndWake(condition, score));
        AwaitSleepers(condition, score, 2);
        Task third;
        using (condition.Enter())
        {
            second.Kill();
            second.Join();
            third = Eventually.Run(() =>
            {
                using (condition.Enter()) condition.Notify();
                using (condition.Enter()) Assert.False(condition.Wait(TimeSpan.FromMilliseconds(100)));
            });
        }

        Eventually.Ends(third);
        Assert.Equal(1, score.Read(1));
    }

    [Fact]
    public async Task A_waiter_that_finds_the_lock_abandoned_holds_it_and_is_told()
    {
        var theLock = new SharedRecursiveLock();
        var condition = new SharedCondition(theLock);
        using (condition.Enter())
        {
            var killer = StartHolderToBeKilled(condition);
            Assert.Throws<AbandonedMutexException>(() => condition.Wait());
            Assert.NotEqual(0, theLock.RecursionCount);
            Eventually.Ends(killer);
            killer = StartHolderToBeKilled(condition);
            condition.Wait(out var wasAbandoned);
            Assert.True(wasAbandoned);
            Eventually.Ends(killer);
        }

        using (await condition.EnterAsync())
        {
            var killer = StartHolderToBeKilled(condition);
            await Assert.ThrowsAsync<AbandonedMutexException>(() => condition.WaitAsync().AsTask());
            Assert.NotEqual(0, theLock.RecursionCount);
            Eventually.Ends(killer);
        }

        Assert.False(theLock.IsHeld);
    }

    [Fact]
    public void One_notification_for_one_item_is_enough_whoever_is_killed()
    {
        const int Consumers = 3;
        var condition = new SharedCondition(new SharedLock());
        // Items, consumed.
        var score = new Scoreboard(2);
        var random = new Random(4);
        var consumers = Enumerable.Range(0, Consumers).Select(_ => ChildProcess.Start(() => Consume(condition, score))).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            using (condition.Enter(out _))
            {
                score[0]++;
                condition.Notify();
            }

            var victim = random.Next(Consumers);
            if (random.Next(2) == 0) Thread.SpinWait(random.Next(20_000));
            consumers[victim].Kill();
            consumers[victim].Join();
            using (condition.Enter(out var wasAbandoned))
            {
                // It was back, with the item before it and the lock in its hand; then it is for us to mend things.
                if (wasAbandoned) condition.Notify();
            }

            Eventually.IsTrue(() => score.Read(0) == 0);
            consumers[victim] = ChildProcess.Start(() => Consume(condition, score));
        }

        using (condition.Enter(out _))
        {
            score[0] = -1;
            condition.NotifyAll();
        }

        // Those that were being started look before they wait.
        consumers.ForEach(Eventually.Ends);
    }

    [Fact]
    public void A_notifier_that_is_killed_keeps_nobody_waiting()
    {
        var condition = new SharedCondition(new SharedLock());
        var score = new Scoreboard(2);
        var waiters = Enumerable.Range(0, 2).Select(_ => ChildProcess.Start(() => TakeTurns(condition, score, 1))).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var notifier = ChildProcess.Start(() => TakeTurns(condition, score, 0));
            var before = score.Read(1);
            Eventually.IsTrue(() => score.Read(1) > before + 10);
            notifier.Kill();
            notifier.Join();
        }

        using (condition.Enter(out _))
        {
            score[0] = -1;
            condition.NotifyAll();
        }

        waiters.ForEach(Eventually.Ends);
    }

    [Fact]
    public async Task Each_notification_reaches_exactly_one_who_stays()
    {
        var condition = new SharedCondition(new SharedLock());
        var issued = 0;
        var received = 0;
        var isOver = false;
        var patient = 0;
        var tasks = new List<Task>();
        var threads = new List<Task>();
        for (var number = 0; number < 2; number++) tasks.Add(Task.Run(StayAsync));
        for (var number = 0; number < 3; number++)
        {
            var random = new Random(number);
            threads.Add(Eventually.Run(() => TimeOut(random)));
            tasks.Add(Task.Run(() => CancelAsync(random)));
        }

        Eventually.IsTrue(() => Volatile.Read(ref patient) == 2);
        for (var round = 0; round < RacingRounds; round++)
        {
            using (condition.Enter())
            {
                condition.Notify();
                issued++;
            }

            Eventually.IsTrue(() => Volatile.Read(ref received) >= issued);
            Assert.Equal(issued, Volatile.Read(ref received));
        }

        using (condition.Enter())
        {
            isOver = true;
            condition.NotifyAll();
        }

        await Task.WhenAll(tasks).WaitAsync(Eventually.Patience);
        threads.ForEach(Eventually.Ends);

        async Task StayAsync()
        {
            using (await condition.EnterAsync())
            {
                patient++;
                while (!isOver)
                {
                    await condition.WaitAsync();
                    if (!isOver) received++;
                }
            }
        }

        void TimeOut(Random random)
        {
            using (condition.Enter())
            {
                while (!isOver)
                {
                    if (condition.Wait(TimeSpan.FromMicroseconds(random.Next(300))) && !isOver) received++;
                }
            }
        }

        async Task CancelAsync(Random random)
        {
            using (await condition.EnterAsync())
            {
                while (!isOver)
                {
                    using var soon = new CancellationTokenSource(TimeSpan.FromMicroseconds(random.Next(2000)));
                    try
                    {
                        if (await condition.WaitAsync(Timeout.InfiniteTimeSpan, soon.Token) && !isOver) received++;
                    }
                    catch (OperationCanceledException)
                    {
                    }
                }
            }
        }
    }

    // Notifies the caller, who holds the lock now, and is killed with the lock in its hand.
    private static Task StartHolderToBeKilled(SharedCondition condition)
    {
        var score = new Scoreboard(1);
        var child = ChildProcess.Start(() =>
        {
            condition.Enter();
            condition.Notify();
            score[0] = 1;
            Thread.Sleep(Timeout.Infinite);
        });
        return Eventually.Run(() =>
        {
            Eventually.IsTrue(() => score.Read(0) == 1);
            child.Kill();
            child.Join();
        });
    }

    private static void Consume(SharedCondition condition, Scoreboard score)
    {
        while (true)
        {
            using (condition.Enter(out _))
            {
                while (score[0] == 0) condition.Wait(out _);
                if (score[0] < 0) return;
                score[0]--;
                score[1]++;
            }
        }
    }

    // Notifies when it is the turn of the other side, and waits for its own.
    private static void TakeTurns(SharedCondition condition, Scoreboard score, int side)
    {
        using (condition.Enter(out var wasAbandoned))
        {
            while (score[0] >= 0)
            {
                // One who died may have changed things and not said so.
                if (wasAbandoned) condition.NotifyAll();
                wasAbandoned = false;
                if (score[0] == side)
                {
                    score[0] = 1 - side;
                    score[1]++;
                    condition.NotifyAll();
                }
                else condition.Wait(out wasAbandoned);
            }
        }
    }

    private static void SleepAndWake(SharedCondition condition, Scoreboard score)
    {
        using (condition.Enter())
        {
            score[0]++;
            condition.Wait();
            score[1]++;
        }
    }

    private static void AwaitSleepers(SharedCondition condition, Scoreboard score, int count) => Eventually.IsTrue(() =>
    {
        using (condition.Enter()) return score[0] == count;
    });
}
