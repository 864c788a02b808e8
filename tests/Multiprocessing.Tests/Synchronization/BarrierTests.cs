namespace Multiprocessing.Tests.Synchronization;

/// <summary>What SharedBarrier promises; much of it as Python's own tests of Barrier ask it.</summary>
public sealed class BarrierTests
{
    private const int Participants = 5;
    private const int Phases = 10;
    private const int ManyPhases = 3000;

    [Fact]
    public void All_come_before_any_goes_on()
    {
        var barrier = new SharedBarrier(Participants);
        var score = new Scoreboard(2 * Phases);
        RunThreads(Participants, () => PassPhases(barrier, score));
        Assert.All(Enumerable.Range(0, 2 * Phases), index => Assert.Equal(Participants, score.Read(index)));
        Assert.Equal(0, barrier.WaitingCount);
    }

    [Fact]
    public void Processes_threads_and_tasks_meet()
    {
        var barrier = new SharedBarrier(4);
        var score = new Scoreboard(2 * Phases);
        var children = new[]
        {
            ChildProcess.Start(() => PassPhases(barrier, score)),
            ChildProcess.Start(async () =>
            {
                for (var phase = 0; phase < 2 * Phases; phase++)
                {
                    score.Add(phase);
                    await barrier.WaitAsync();
                    Assert.Equal(4, score.Read(phase));
                }
            }),
        };
        RunThreads(2, () => PassPhases(barrier, score));
        Array.ForEach(children, Eventually.Ends);
    }

    [Fact]
    public void Two_processes_pass_thousands_of_phases()
    {
        var barrier = new SharedBarrier(2);
        var score = new Scoreboard(2);
        var child = ChildProcess.Start(() => Race(barrier, score, 1));
        Race(barrier, score, 0);
        Eventually.Ends(child);
    }

    [Fact]
    public void Each_one_of_a_phase_has_a_different_number()
    {
        var barrier = new SharedBarrier(Participants);
        var numbers = new List<int>();
        RunThreads(Participants, () =>
        {
            var mine = barrier.Wait();
            lock (numbers) numbers.Add(mine);
        });
        Assert.Equal(Enumerable.Range(0, Participants), numbers.Order());
    }

    [Fact]
    public void The_action_runs_once_before_any_goes_on()
    {
        var score = new Scoreboard(1);
        var barrier = new SharedBarrier(3, () => score.Add(0));
        var child = ChildProcess.Start(() => CountActions(barrier, score));
        RunThreads(2, () => CountActions(barrier, score));
        Eventually.Ends(child);
        Assert.Equal(Phases, score.Read(0));
    }

    [Fact]
    public void An_action_may_refer_to_its_barrier()
    {
        var score = new Scoreboard(1);
        SharedBarrier? barrier = null;
        barrier = new SharedBarrier(2, () => score[0] = barrier!.ParticipantCount);
        var child = ChildProcess.Start(static (SharedBarrier barrier) => { barrier.Wait(); }, barrier);
        barrier.Wait();
        Assert.Equal(2, score.Read(0));
        Eventually.Ends(child);
    }

    [Fact]
    public void One_participant_waits_for_nobody()
    {
        var actions = 0;
        var barrier = new SharedBarrier(1, () => actions++);
        Assert.Equal(0, barrier.Wait());
        Assert.True(barrier.Wait(TimeSpan.Zero));
        Assert.Equal(2, actions);
        Assert.Equal(0, new SharedBarrier(1).Wait());
    }

    [Fact]
    public void An_exception_of_the_action_is_its_callers_and_breaks_the_barrier()
    {
        var barrier = new SharedBarrier(2, static () => throw new InvalidTimeZoneException("mine"));
        var child = ChildProcess.Start(() => Assert.Contains("action", Assert.Throws<BrokenBarrierException>(() => barrier.Wait()).Message));
        Eventually.IsTrue(() => barrier.WaitingCount == 1);
        Assert.Throws<InvalidTimeZoneException>(() => barrier.Wait());
        Eventually.Ends(child);
        Assert.True(barrier.IsBroken);

        barrier.Reset();
        var waiting = Eventually.Run(() => Assert.Throws<BrokenBarrierException>(() => barrier.Wait()));
        Eventually.IsTrue(() => barrier.WaitingCount == 1);
        child = ChildProcess.Start(() => Assert.Throws<InvalidTimeZoneException>(() => barrier.Wait()));
        Eventually.Ends(child);
        Eventually.Ends(waiting);
    }

    [Fact]
    public void Abort_breaks_it_for_all_that_wait_and_come()
    {
        var barrier = new SharedBarrier(Participants);
        var broken = 0;
        var threads = Start(Participants - 1, () =>
        {
            Assert.Throws<BrokenBarrierException>(() => barrier.Wait());
            Interlocked.Increment(ref broken);
        });
        Eventually.IsTrue(() => barrier.WaitingCount == Participants - 1);
        barrier.Abort();
        threads.ForEach(Eventually.Ends);
        Assert.Equal(Participants - 1, broken);
        Assert.True(barrier.IsBroken);
        Assert.Equal(0, barrier.WaitingCount);
        Assert.Contains("aborted", Assert.Throws<BrokenBarrierException>(() => barrier.Wait()).Message);
        barrier.Abort();
        barrier.Reset();
        Assert.False(barrier.IsBroken);
        barrier.Abort();
        Assert.Throws<BrokenBarrierException>(() => barrier.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void Reset_tells_those_that_wait_and_makes_it_as_new()
    {
        var barrier = new SharedBarrier(3);
        var threads = Start(2, () => Assert.Contains("reset", Assert.Throws<BrokenBarrierException>(() => barrier.Wait()).Message));
        Eventually.IsTrue(() => barrier.WaitingCount == 2);
        barrier.Reset();
        // Those that have been told may not have left yet.
        RunThreads(3, () => barrier.Wait());
        threads.ForEach(Eventually.Ends);
        Assert.False(barrier.IsBroken);
    }

    [Fact]
    public void A_broken_barrier_can_be_reset_and_used_again_and_again()
    {
        var barrier = new SharedBarrier(3);
        for (var round = 0; round < 60; round++)
        {
            var threads = Start(2, () => Record.Exception(() => barrier.Wait()));
            if (round % 3 == 0) Eventually.IsTrue(() => barrier.WaitingCount == 2);
            barrier.Abort();
            threads.ForEach(Eventually.Ends);
            barrier.Reset();
        }

        RunThreads(3, () => barrier.Wait());
    }

    [Fact]
    public async Task Who_runs_out_of_time_breaks_it()
    {
        var barrier = new SharedBarrier(3);
        var other = Task.Run(() => Record.Exception(() => barrier.Wait()));
        Eventually.IsTrue(() => barrier.WaitingCount == 1);
        Assert.False(barrier.Wait(TimeSpan.FromMilliseconds(30)));
        Assert.Contains("time", Assert.IsType<BrokenBarrierException>(await other.WaitAsync(Eventually.Patience)).Message);
        Assert.True(barrier.IsBroken);
        barrier.Reset();
        Assert.False(await barrier.WaitAsync(TimeSpan.FromMilliseconds(10)));
        Assert.True(barrier.IsBroken);
    }

    [Fact]
    public async Task Who_cancels_breaks_it()
    {
        var barrier = new SharedBarrier(3);
        var other = Task.Run(() => Record.Exception(() => barrier.Wait()));
        Eventually.IsTrue(() => barrier.WaitingCount == 1);
        using var soon = new CancellationTokenSource(20);
        Assert.Throws<OperationCanceledException>(() => barrier.Wait(soon.Token));
        Assert.Contains("cancelled", Assert.IsType<BrokenBarrierException>(await other.WaitAsync(Eventually.Patience)).Message);
        barrier.Reset();
        // Who does not come does not break it.
        Assert.Throws<OperationCanceledException>(() => barrier.Wait(soon.Token));
        Assert.False(barrier.IsBroken);
        using var later = new CancellationTokenSource(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => barrier.WaitAsync(later.Token).AsTask());
        Assert.True(barrier.IsBroken);
    }

    [Fact]
    public void Time_runs_during_the_action_too()
    {
        var isAllowed = new ManualResetEventSlim();
        var barrier = new SharedBarrier(2, isAllowed.Wait);
        var hasPassed = true;
        var waiting = Eventually.Run(() => hasPassed = barrier.Wait(TimeSpan.FromMilliseconds(50)));
        Eventually.IsTrue(() => barrier.WaitingCount == 1);
        var last = Eventually.Run(() => Assert.Throws<BrokenBarrierException>(() => barrier.Wait()));
        Eventually.Ends(waiting);
        Assert.False(hasPassed);
        isAllowed.Set();
        Eventually.Ends(last);
    }

    [Fact]
    public void More_than_take_part_may_come()
    {
        var barrier = new SharedBarrier(3, static () => Thread.Yield());
        var tickets = 300;
        var passed = 0;
        RunThreads(6, () =>
        {
            while (Interlocked.Decrement(ref tickets) >= 0)
            {
                barrier.Wait();
                Interlocked.Increment(ref passed);
            }
        });
        Assert.Equal(300, passed);
        Assert.Equal(0, barrier.WaitingCount);
    }

    [Fact]
    public void Misuse_is_an_error_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>("participantCount", static () => new SharedBarrier(0));
        var barrier = new SharedBarrier(2);
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => barrier.Wait(TimeSpan.FromSeconds(-2)));
        Assert.False(barrier.IsBroken);
        barrier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => barrier.Wait());
        Assert.Throws<ObjectDisposedException>(barrier.Abort);
        Assert.Throws<ObjectDisposedException>(barrier.Reset);
        Assert.Throws<ObjectDisposedException>(() => barrier.IsBroken);
        Assert.Throws<ObjectDisposedException>(() => barrier.ParticipantCount);
    }

    private static void PassPhases(SharedBarrier barrier, Scoreboard score)
    {
        for (var phase = 0; phase < 2 * Phases; phase++)
        {
            score.Add(phase);
            barrier.Wait();
            Assert.Equal(barrier.ParticipantCount, score.Read(phase));
        }
    }

    private static void Race(SharedBarrier barrier, Scoreboard score, int mine)
    {
        for (var phase = 1; phase <= ManyPhases; phase++)
        {
            Volatile.Write(ref score[mine], phase);
            barrier.Wait();
            Assert.InRange(score.Read(1 - mine), phase, phase + 1);
        }
    }

    private static void CountActions(SharedBarrier barrier, Scoreboard score)
    {
        for (var phase = 1; phase <= Phases; phase++)
        {
            barrier.Wait();
            // The next one's cannot run before this one comes again.
            Assert.Equal(phase, score.Read(0));
        }
    }

    private static List<Task> Start(int count, Action action) => [.. Enumerable.Range(0, count).Select(_ => Eventually.Run(action))];

    private static void RunThreads(int count, Action action) => Start(count, action).ForEach(Eventually.Ends);

    [Fact]
    public async Task A_barriers_own_time_holds_in_every_process()
    {
        using var barrier = new SharedBarrier(2, timeout: TimeSpan.FromMilliseconds(30));
        Assert.Contains("time", Assert.Throws<BrokenBarrierException>(() => barrier.Wait()).Message, StringComparison.Ordinal);
        Assert.True(barrier.IsBroken);
        barrier.Reset();
        await Assert.ThrowsAsync<BrokenBarrierException>(() => barrier.WaitAsync().AsTask());
        barrier.Reset();
        Assert.True(await ChildProcess.RunAsync(() => Record.Exception(() => barrier.Wait()) is BrokenBarrierException));
        barrier.Reset();
        // A time of one's own goes before.
        var waiting = Eventually.Run(() => Assert.True(barrier.Wait(Eventually.Patience)));
        Eventually.IsTrue(() => barrier.WaitingCount == 1);
        await Task.Delay(60);
        Assert.Equal(1, barrier.Wait());
        Eventually.Ends(waiting);
        Assert.Throws<ArgumentOutOfRangeException>("timeout", static () => new SharedBarrier(2, timeout: TimeSpan.FromSeconds(-2)));
    }
}
