using System.Diagnostics;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>What SharedCondition promises; much of it as Python's own tests of Condition ask it.</summary>
public sealed class ConditionTests
{
    private const int Processes = 3;

    public static TheoryData<bool> Locks => [false, true];

    [Theory, MemberData(nameof(Locks))]
    public void A_notification_wakes_one_and_the_oldest(bool isRecursive)
    {
        var condition = Make(isRecursive);
        var woken = new List<int>();
        var threads = new List<Task>();
        for (var number = 0; number < 4; number++)
        {
            var mine = number;
            threads.Add(StartWaiter(condition, () => woken.Add(mine)));
        }

        using (condition.Enter()) condition.Notify();
        Eventually.IsTrue(() => Count(condition, woken) == 1);
        using (condition.Enter()) condition.Notify(2);
        Eventually.IsTrue(() => Count(condition, woken) == 3);
        using (condition.Enter()) condition.Notify(0);
        using (condition.Enter()) condition.Notify(5);
        threads.ForEach(Eventually.Ends);
        Assert.Equal([0, 1, 2, 3], woken.Order());
        // Those of one call may overtake each other on the way to the lock.
        Assert.Equal((0, 3), (woken[0], woken[3]));
        // Nobody waited for the last two.
        using (condition.Enter()) Assert.False(condition.Wait(TimeSpan.FromMilliseconds(20)));
    }

    [Theory, MemberData(nameof(Locks))]
    public void Processes_and_threads_wait_and_are_notified(bool isRecursive)
    {
        var condition = Make(isRecursive);
        var score = new Scoreboard(2);
        var children = Enumerable.Range(0, Processes).Select(_ => ChildProcess.Start(() => SleepAndWake(condition, score))).ToList();
        var thread = Eventually.Run(() => SleepAndWake(condition, score));
        const int All = Processes + 1;
        AwaitSleepers(condition, score, All);
        Assert.Equal(0, score.Read(1));
        for (var woken = 1; woken <= All; woken++)
        {
            using (condition.Enter())
            {
                condition.Notify();
                // Nobody is back before the lock is let go of.
                Assert.Equal(woken - 1, score[1]);
            }

            Eventually.IsTrue(() => score.Read(1) == woken);
        }

        children.ForEach(Eventually.Ends);
        Eventually.Ends(thread);
    }

    [Fact]
    public void All_are_notified()
    {
        var condition = new SharedCondition();
        var score = new Scoreboard(2);
        var children = Enumerable.Range(0, Processes).Select(_ => ChildProcess.Start(() => SleepAndWake(condition, score))).ToList();
        AwaitSleepers(condition, score, Processes);
        using (condition.Enter()) condition.NotifyAll();
        children.ForEach(Eventually.Ends);
        Assert.Equal(Processes, score.Read(1));
    }

    [Theory, MemberData(nameof(Locks))]
    public async Task Tasks_wait(bool isRecursive)
    {
        var condition = Make(isRecursive);
        var sleeping = 0;
        var tasks = Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            using (await condition.EnterAsync())
            {
                sleeping++;
                await condition.WaitAsync();
                sleeping--;
                await Task.Yield();
                Assert.False(await condition.WaitAsync(TimeSpan.Zero));
            }
        })).ToList();
        Eventually.IsTrue(() =>
        {
            using (condition.Enter()) return sleeping == 20;
        });
        for (var left = 20; left > 0; left -= 5)
        {
            using (condition.Enter()) condition.Notify(5);
            Eventually.IsTrue(() =>
            {
                using (condition.Enter()) return sleeping == left - 5;
            });
        }

        await Task.WhenAll(tasks).WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Waiting_lets_go_of_the_lock_however_often_it_was_entered()
    {
        var theLock = new SharedRecursiveLock();
        var condition = new SharedCondition(theLock);
        using (condition.Enter())
        using (theLock.Enter())
        {
            var other = Eventually.Run(() =>
            {
                using (theLock.Enter()) condition.Notify();
            });
            condition.Wait();
            Eventually.Ends(other);
            Assert.Equal(2, theLock.RecursionCount);
            Assert.False(condition.Wait(TimeSpan.FromMilliseconds(1)));
            Assert.Equal(2, theLock.RecursionCount);
        }

        using (await condition.EnterAsync())
        using (await theLock.EnterAsync())
        {
            await Task.Yield();
            await condition.WaitAsync(TimeSpan.FromMilliseconds(1));
            Assert.Equal(2, theLock.RecursionCount);
        }

        Assert.False(theLock.IsHeld);
    }

    [Fact]
    public void A_wait_ends_when_its_time_is_up()
    {
        var condition = new SharedCondition();
        var scope = condition.Enter();
        var began = Stopwatch.GetTimestamp();
        Assert.False(condition.Wait(TimeSpan.FromMilliseconds(30)));
        Assert.True(Stopwatch.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(30));
        Assert.False(condition.Wait(TimeSpan.Zero));
        scope.Dispose();
        Assert.Throws<SynchronizationLockException>(() => scope.Dispose());
        using (condition.Enter()) Assert.False(condition.Wait(TimeSpan.Zero));
    }

    [Theory, MemberData(nameof(Locks))]
    public async Task A_wait_can_be_cancelled_and_has_the_lock_again(bool isRecursive)
    {
        var condition = Make(isRecursive);
        using var soon = new CancellationTokenSource(20);
        using (condition.Enter())
        {
            Assert.Throws<OperationCanceledException>(() => condition.Wait(soon.Token));
            condition.Notify();
        }

        using var later = new CancellationTokenSource(20);
        using (await condition.EnterAsync())
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => condition.WaitAsync(later.Token).AsTask());
            condition.Notify();
            Assert.Throws<OperationCanceledException>(() => condition.Wait(TimeSpan.Zero, later.Token));
        }

        // Neither is in line any more.
        var woken = new List<int>();
        var thread = StartWaiter(condition, () => woken.Add(1));
        using (condition.Enter()) condition.Notify();
        Eventually.Ends(thread);
    }

    [Fact]
    public void A_predicate_is_waited_for()
    {
        var condition = new SharedCondition();
        var score = new Scoreboard(1);
        var child = ChildProcess.Start(() =>
        {
            using (condition.Enter())
            {
                condition.WaitFor(() => score[0] == 1);
                score[0] = 2;
                condition.NotifyAll();
                Assert.True(condition.WaitFor(() => score[0] == 4, Eventually.Patience));
            }
        });
        using (condition.Enter())
        {
            score[0] = 1;
            condition.NotifyAll();
            Assert.True(condition.WaitFor(() => score[0] == 2, Eventually.Patience));
        }

        for (var value = 3; value <= 4; value++)
        {
            using (condition.Enter())
            {
                score[0] = value;
                condition.Notify();
            }
        }

        Eventually.Ends(child);
    }

    [Fact]
    public async Task A_predicate_that_does_not_come_true_takes_the_whole_time()
    {
        var condition = new SharedCondition();
        var asked = 0;
        var began = Stopwatch.GetTimestamp();
        var notifier = Eventually.Run(() =>
        {
            for (var time = 0; time < 3; time++)
            {
                Thread.Sleep(10);
                using (condition.Enter()) condition.NotifyAll();
            }
        });
        using (await condition.EnterAsync())
        {
            Assert.False(condition.WaitFor(() => asked++ < 0, TimeSpan.FromMilliseconds(60)));
            Assert.True(Stopwatch.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(60));
            Assert.InRange(asked, 2, 5);
            Assert.False(await condition.WaitForAsync(static () => false, TimeSpan.FromMilliseconds(10)));
            await condition.WaitForAsync(static () => true);
            // It holds, so nothing is waited for.
            Assert.True(condition.WaitFor(static () => true, TimeSpan.Zero));
        }

        Eventually.Ends(notifier);
    }

    [Theory, MemberData(nameof(Locks))]
    public async Task The_lock_must_be_held(bool isRecursive)
    {
        var condition = Make(isRecursive);
        Assert.Throws<SynchronizationLockException>(() => condition.Wait());
        Assert.Throws<SynchronizationLockException>(() => condition.Wait(TimeSpan.Zero));
        Assert.Throws<SynchronizationLockException>(() => condition.WaitFor(static () => true));
        Assert.Throws<SynchronizationLockException>(() => condition.Notify());
        Assert.Throws<SynchronizationLockException>(condition.NotifyAll);
        await Assert.ThrowsAsync<SynchronizationLockException>(() => condition.WaitAsync().AsTask());
        using (condition.Enter()) Assert.False(condition.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void Another_threads_lock_is_not_enough_if_it_is_recursive()
    {
        var condition = new SharedCondition();
        using (condition.Enter()) Eventually.Ends(Eventually.Run(() => Assert.Throws<SynchronizationLockException>(() => condition.Notify())));
    }

    [Fact]
    public void Misuse_is_an_error_at_once()
    {
        Assert.Contains("SharedSemaphore", Assert.Throws<ArgumentException>("theLock", static () => new SharedCondition(new SharedSemaphore(1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("theLock", static () => new SharedCondition(new SharedReaderWriterLock().WriteLock));
        Assert.Throws<ArgumentException>("theLock", static () => new SharedCondition(new SharedCondition()));
        var condition = new SharedCondition();
        using (condition.Enter())
        {
            Assert.Throws<ArgumentOutOfRangeException>("count", () => condition.Notify(-1));
            Assert.Throws<ArgumentOutOfRangeException>("timeout", () => condition.Wait(TimeSpan.FromSeconds(-2)));
            Assert.Throws<ArgumentNullException>("predicate", () => condition.WaitFor(null!));
        }

        condition.Dispose();
        Assert.Throws<ObjectDisposedException>(() => condition.Enter());
        Assert.Throws<ObjectDisposedException>(() => condition.Wait());
        Assert.Throws<ObjectDisposedException>(() => condition.Notify());
    }

    private static SharedCondition Make(bool isRecursive) => isRecursive ? new SharedCondition() : new SharedCondition(new SharedLock());

    // Returns when the waiter is in line: it lets go of the lock only then.
    private static Task StartWaiter(SharedCondition condition, Action afterwards)
    {
        var isIn = false;
        var thread = Eventually.Run(() =>
        {
            using (condition.Enter())
            {
                isIn = true;
                condition.Wait();
                afterwards();
            }
        });
        Eventually.IsTrue(() =>
        {
            using (condition.Enter()) return isIn;
        });
        return thread;
    }

    private static int Count(SharedCondition condition, List<int> woken)
    {
        using (condition.Enter()) return woken.Count;
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

    [Fact]
    public async Task A_thread_that_entered_cannot_wait_asynchronously()
    {
        var condition = new SharedCondition();
        using (condition.Enter())
        {
            var refusal = await Assert.ThrowsAsync<SynchronizationLockException>(() => condition.WaitForAsync(static () => true).AsTask());
            Assert.Contains("EnterAsync", refusal.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<SynchronizationLockException>(() => condition.WaitAsync(TimeSpan.Zero).AsTask());
        }

        var plain = new SharedCondition(new SharedLock());
        using (plain.Enter()) Assert.False(await plain.WaitForAsync(static () => false, TimeSpan.FromMilliseconds(10)));
        using (await condition.EnterAsync()) Assert.False(await condition.WaitForAsync(static () => false, TimeSpan.FromMilliseconds(10)));
    }
}
