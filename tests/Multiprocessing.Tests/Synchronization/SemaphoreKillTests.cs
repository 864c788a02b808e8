using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Synchronization;

namespace Multiprocessing.Tests.Synchronization;

[Trait("Kind", "stress")]
public sealed class SemaphoreKillTests
{
    // More where it is to be tested harder.
    private const int Kills = 20;
    private const int Inside = 0, Done = 1, Added = 2;
    private const int SIGSTOP = 19;

    [Fact]
    public async Task The_permits_of_a_killed_process_are_free_at_once()
    {
        using var semaphore = new SharedSemaphore(3, 3);
        using var ready = new SharedEvent();
        var child = ChildProcess.Start(() =>
        {
            semaphore.Enter();
            semaphore.Enter();
            semaphore.Wait();
            ready.Set();
            Thread.Sleep(Timeout.Infinite);
        });
        ready.Wait();
        Assert.False(semaphore.TryEnter());
        var entering = Task.Run(() => semaphore.Enter());
        Children.Kill([child]);
        await entering.WaitAsync(Eventually.Patience);
        Assert.Equal(1, semaphore.CurrentCount);
        semaphore.Exit();
        // What was taken for good is gone.
        Assert.Equal(2, semaphore.CurrentCount);
        semaphore.Release();
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
    }

    // The parent of the dead cannot tell, since it is dead too, or stopped: whoever waits finds out.
    [Fact]
    public void Nobody_waits_for_the_parent_of_the_dead()
    {
        using var semaphore = new SharedSemaphore(1, 1);
        using var ready = new SharedEvent();
        using var counters = new Scoreboard(8);
        var child = ChildProcess.Start(() =>
        {
            counters.Add(0, ChildProcess.Start(() =>
            {
                semaphore.Enter();
                ready.Set();
                Thread.Sleep(Timeout.Infinite);
            }).Id!.Value);
            Thread.Sleep(Timeout.Infinite);
        });
        ready.Wait();
        Eventually.IsTrue(() => counters.Read(0) != 0);
        _ = Libc.Kill(child.Id!.Value, SIGSTOP);
        _ = Libc.Kill((int)counters.Read(0), Libc.SIGKILL);
        Assert.True(semaphore.TryEnter(Eventually.Patience));
        semaphore.Exit();
        Children.Kill([child]);
        Assert.Equal(1, semaphore.CurrentCount);
    }

    // All instants at which a process may die while it takes or gives back its second permit of three, when it has one. Held is known last.
    public static TheoryData<string, int, bool, int, int, int> Instants => new()
    {
        { "has asked", 2, false, 1, 2, 1 },
        { "has taken", 1, true, 1, 2, 1 },
        { "has noted it", 1, true, 2, 2, 1 },
        { "has counted it", 1, true, 2, 2, 2 },
        { "is inside", 1, false, 2, 2, 2 },
        { "wants to leave", 2, false, 1, 0, 1 },
        { "has given back", 3, true, 1, 0, 1 },
        { "has noted that", 3, true, 0, 0, 1 },
        { "has counted that", 3, true, 0, 0, 0 },
        { "is outside", 3, false, 0, 0, 0 },
        { "looks whether there is room", 2, true, 1, 1, 1 },
    };

    [Theory, MemberData(nameof(Instants))]
    public async Task A_process_may_be_killed_at_any_instant(string instant, int count, bool isTaker, int taken, int intended, int held)
    {
        using var semaphore = new SharedSemaphore(3, 3);
        using var ready = new SharedEvent();
        var child = ChildProcess.Start(() =>
        {
            semaphore.Enter();
            ready.Set();
            Thread.Sleep(Timeout.Infinite);
        });
        ready.Wait();
        Stage(semaphore, count, isTaker, taken, intended, held);
        var entering = Task.Run(() => semaphore.Enter());
        Children.Kill([child]);
        await entering.WaitAsync(Eventually.Patience);
        Assert.Equal((instant, 2), (instant, semaphore.CurrentCount));
        semaphore.Exit();
        Assert.Equal(3, semaphore.CurrentCount);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
        for (var permit = 0; permit < 3; permit++) Assert.True(semaphore.TryEnter());
        Assert.False(semaphore.TryEnter());
    }

    // Whoever adds a permit may be killed before he wakes somebody, or the one whom he wakes before he takes it.
    [Fact]
    public async Task A_wake_up_may_die()
    {
        using var semaphore = new SharedSemaphore(0);
        var thread = Task.Run(() => semaphore.Wait());
        var task = semaphore.WaitAsync().AsTask();
        await Task.Delay(20);
        AddInSilence(semaphore, 2);
        await Task.WhenAll(thread, task).WaitAsync(Eventually.Patience);
        Assert.Equal(0, semaphore.CurrentCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Random_kills_lose_no_permit_and_make_none(int permits)
    {
        using var semaphore = new SharedSemaphore(permits, permits);
        using var counters = new Scoreboard(8);
        var random = new Random(permits);
        var children = Enumerable.Range(0, 4).Select(_ => StartWorker(semaphore, counters)).ToArray();
        for (var kill = 0; kill < Kills; kill++)
        {
            // The others go on, whoever was killed before.
            var before = counters.Read(Done);
            Eventually.IsTrue(() => counters.Read(Done) > before + 100);
            Thread.Sleep(TimeSpan.FromMicroseconds(random.Next(3000)));
            var victim = random.Next(children.Length);
            Children.Kill([children[victim]]);
            Assert.InRange(semaphore.CurrentCount, 0, permits);
            children[victim] = StartWorker(semaphore, counters);
        }

        Children.Kill(children);
        Assert.Equal(0, counters.Read(Added));
        Assert.Equal(permits, semaphore.CurrentCount);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
        for (var permit = 0; permit < permits; permit++) Assert.True(semaphore.TryEnter());
        Assert.False(semaphore.TryEnter());
    }

    // Whoever dies between the two has taken one along, for good.
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(50)]
    public void Random_kills_take_along_what_was_taken_for_good(int maximum)
    {
        using var semaphore = new SharedSemaphore(50, maximum);
        using var counters = new Scoreboard(8);
        var random = new Random(maximum);
        void Work()
        {
            while (true)
            {
                semaphore.Wait();
                counters.Add(Done);
                semaphore.Release();
            }
        }

        var children = Children.Start(4, Work);
        for (var kill = 0; kill < Kills / 3; kill++)
        {
            var before = counters.Read(Done);
            Eventually.IsTrue(() => counters.Read(Done) > before + 100);
            Thread.Sleep(TimeSpan.FromMicroseconds(random.Next(3000)));
            var victim = random.Next(children.Length);
            Children.Kill([children[victim]]);
            children[victim] = ChildProcess.Start(Work);
        }

        Children.Kill(children);
        Assert.InRange(semaphore.CurrentCount, 50 - (Kills / 3) - children.Length, 50);
        for (var permit = semaphore.CurrentCount; permit > 0; permit--) Assert.True(semaphore.TryEnter());
        Assert.False(semaphore.TryEnter());
    }

    [Fact]
    public void Killed_waiters_are_in_nobodys_way()
    {
        using var semaphore = new SharedSemaphore(0);
        using var counters = new Scoreboard(8);
        for (var round = 0; round < Kills / 7; round++)
        {
            var waiters = Children.Start(4, () =>
            {
                counters.Add(Inside, 1);
                semaphore.Wait();
                counters.Add(Done, 1);
            });
            Eventually.IsTrue(() => counters.Read(Inside) == 4 * (round + 1));
            // The permits are for two of them; those who die may be the ones who are woken.
            semaphore.Release();
            Children.Kill(waiters[..2]);
            semaphore.Release(3);
            Children.End(waiters[2..]);
            while (semaphore.Wait(TimeSpan.Zero))
            {
            }
        }
    }

    // Its permit cannot be told yet from the dead one's; all else goes on, and the dead one's permit comes back as soon as the stopped one
    // has gone on.
    [Fact]
    public void A_process_that_is_stopped_between_its_two_steps_holds_up_nobody_else()
    {
        using var semaphore = new SharedSemaphore(3, 3);
        using var ready = new SharedCountdown(2);
        var children = Children.Start(2, () =>
        {
            semaphore.Enter();
            ready.Signal();
            Thread.Sleep(Timeout.Infinite);
        });
        ready.Wait();
        _ = Libc.Kill(children[0].Id!.Value, SIGSTOP);
        NameTaker(semaphore, children[0].Id!.Value);
        Children.Kill([children[1]]);
        // Both need the lock of all shared memory.
        new SharedLock().Dispose();
        using (var other = ChildProcess.Start(static () => new SharedLock().Dispose())) Eventually.Ends(other);
        Assert.Equal(1, semaphore.CurrentCount);
        NameTaker(semaphore, null);
        Eventually.IsTrue(() => semaphore.CurrentCount == 2);
        Children.Kill([children[0]]);
        Eventually.IsTrue(() => semaphore.CurrentCount == 3);
    }

    // As if the process were between the two steps of leaving what it has entered, or had finished them.
    private static unsafe void NameTaker(SharedSemaphore semaphore, int? id)
    {
        var state = State(semaphore);
        var taker = 0L;
        if (id is not null)
        {
            var number = Arena.Instance.ListOthers().Single(process => process.Id == id).Number;
            taker = PermitWord.AsTaker(HoldOf(semaphore, owned => owned.Process == number)->Number);
        }

        Volatile.Write(ref state->Word, taker + PermitWord.Count(state->Word));
    }

    private static ChildProcess StartWorker(SharedSemaphore semaphore, Scoreboard counters) => ChildProcess.Start(async () =>
    {
        for (var round = 0; ; round++)
        {
            switch (round % 8)
            {
                case 0:
                    using (await semaphore.EnterAsync()) counters.Add(Done, 1);
                    break;
                case 1:
                    if (semaphore.TryEnter(TimeSpan.FromMilliseconds(1))) semaphore.Exit();
                    break;
                case 2:
                    try
                    {
                        semaphore.Release();
                        counters.Add(Added, 1);
                    }
                    catch (SemaphoreFullException)
                    {
                    }

                    break;
                default:
                    using (semaphore.Enter()) counters.Add(Done, 1);
                    break;
            }
        }
    });

    // As if the child, the only other process that has the semaphore, were in the middle of something.
    private static unsafe void Stage(SharedSemaphore semaphore, int count, bool isTaker, int taken, int intended, int held)
    {
        var state = State(semaphore);
        var record = HoldOf(semaphore, static owned => owned.Process != LifeMarks.Self);
        (record->Taken, record->Intended, state->Held) = (taken, intended, held);
        Volatile.Write(ref state->Word, (isTaker ? PermitWord.AsTaker(record->Number) : 0) + count);
    }

    private static unsafe PermitHold* HoldOf(SharedSemaphore semaphore, Predicate<OwnedHold> isMeant)
    {
        OwnedHold found = default;
        Assert.True(Arena.Instance.TryAnyHold(semaphore.Name().Offset, owned => isMeant(found = owned)));
        return PermitHold.Of(found.Hold);
    }

    private static unsafe void AddInSilence(SharedSemaphore semaphore, int count) => Interlocked.Add(ref State(semaphore)->Word, count);

    private static unsafe PermitState* State(SharedSemaphore semaphore) =>
        (PermitState*)Arena.Instance.At(semaphore.Name().Offset + BlockHeader.Length);
}
