using Multiprocessing.Tests.Serialization;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>What SharedRecursiveLock promises to threads and processes.</summary>
public sealed class RecursiveLockTests
{
    private const int Increments = 20_000;

    [Fact]
    public void It_is_free_when_it_was_exited_as_often_as_it_was_entered()
    {
        var theLock = new SharedRecursiveLock();
        theLock.Enter();
        Assert.True(theLock.TryEnter());
        Assert.True(theLock.TryEnter(TimeSpan.FromSeconds(1)));
        Assert.Equal(3, theLock.RecursionCount);
        theLock.Exit();
        theLock.Exit();
        Assert.True(theLock.IsHeld);
        Assert.NotEqual(0, theLock.RecursionCount);
        Assert.True(theLock.IsHeldByCurrentProcess);
        theLock.Exit();
        Assert.False(theLock.IsHeld);
        Assert.Equal(0, theLock.RecursionCount);
        Assert.Throws<SynchronizationLockException>(theLock.Exit);
    }

    [Fact]
    public void Scopes_lie_within_each_other()
    {
        var theLock = new SharedRecursiveLock();
        using (theLock.Enter())
        {
            using (theLock.Enter(out var wasAbandoned)) Assert.Equal((2, false), (theLock.RecursionCount, wasAbandoned));
            Assert.Equal(1, theLock.RecursionCount);
        }

        Assert.False(theLock.IsHeld);
    }

    [Fact]
    public void Another_thread_waits_and_may_not_exit()
    {
        var theLock = new SharedRecursiveLock();
        theLock.Enter();
        var isIn = false;
        Eventually.Ends(Eventually.Run(() =>
        {
            Assert.Equal(0, theLock.RecursionCount);
            Assert.True(theLock.IsHeldByCurrentProcess);
            Assert.Equal(0, theLock.RecursionCount);
            Assert.Throws<SynchronizationLockException>(theLock.Exit);
            Assert.False(theLock.TryEnter());
            Assert.False(theLock.TryEnter(TimeSpan.FromMilliseconds(20)));
        }));
        var waiting = Eventually.Run(() =>
        {
            using (theLock.Enter()) Volatile.Write(ref isIn, true);
        });
        Eventually.Waits(waiting);
        Assert.False(Volatile.Read(ref isIn));
        theLock.Exit();
        Eventually.Ends(waiting);
        Assert.True(isIn);
    }

    [Fact]
    public void A_thread_that_has_ended_still_holds_it()
    {
        var theLock = new SharedRecursiveLock();
        Eventually.Ends(Eventually.Run(() => theLock.Enter()));
        // .NET gives the ids of threads that have ended to others.
        for (var thread = 0; thread < 10; thread++) Eventually.Ends(Eventually.Run(() => Assert.False(theLock.TryEnter())));
        Assert.True(theLock.IsHeldByCurrentProcess);
    }

    [Fact]
    public void It_may_be_entered_65535_times()
    {
        var theLock = new SharedRecursiveLock();
        for (var times = 0; times < ushort.MaxValue; times++) theLock.Enter();
        Assert.Throws<LockRecursionException>(() => theLock.Enter());
        for (var times = 0; times < ushort.MaxValue; times++) theLock.Exit();
        Assert.False(theLock.IsHeld);
    }

    [Fact]
    public void Misuse_is_an_error_at_once()
    {
        var theLock = new SharedRecursiveLock();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => theLock.TryEnter(TimeSpan.FromSeconds(-2)));
        Assert.Throws<OperationCanceledException>(() => theLock.Enter(cancelled.Token));
        Assert.Throws<OperationCanceledException>(() => theLock.TryEnter(TimeSpan.Zero, cancelled.Token));
        Assert.False(theLock.IsHeld);
        theLock.Dispose();
        theLock.Dispose();
        Assert.Throws<ObjectDisposedException>(() => theLock.Enter());
        Assert.Throws<ObjectDisposedException>(() => theLock.TryEnter());
        Assert.Throws<ObjectDisposedException>(theLock.Exit);
        Assert.Throws<ObjectDisposedException>(() => theLock.IsHeld);
        Assert.Throws<ObjectDisposedException>(() => theLock.RecursionCount);
    }

    [Fact]
    public void A_wait_can_be_cancelled()
    {
        var theLock = new SharedRecursiveLock();
        Eventually.Ends(Eventually.Run(() => theLock.Enter()));
        using var soon = new CancellationTokenSource(20);
        Assert.Throws<OperationCanceledException>(() => theLock.Enter(soon.Token));
    }

    [Fact]
    public void Two_objects_of_one_process_are_the_same_lock()
    {
        var theLock = new SharedRecursiveLock();
        var same = Codec.Copy(theLock);
        theLock.Enter();
        Assert.True(same.TryEnter());
        Assert.Equal(2, theLock.RecursionCount);
        theLock.Exit();
        same.Exit();
        Assert.False(theLock.IsHeld);
    }

    [Fact]
    public void Processes_exclude_each_other()
    {
        var theLock = new SharedRecursiveLock();
        var score = new Scoreboard(1);
        var children = Enumerable.Range(0, 2).Select(_ => ChildProcess.Start(() => Increment(theLock, score))).ToList();
        Increment(theLock, score);
        children.ForEach(Eventually.Ends);
        Assert.Equal(3 * Increments, score.Read(0));
    }

    [Fact]
    public void The_next_one_is_told_that_the_holder_died()
    {
        var theLock = new SharedRecursiveLock();
        KillHolder(theLock);
        Assert.Throws<AbandonedMutexException>(() => theLock.Enter());
        Assert.Equal(0, theLock.RecursionCount);
        Assert.True(theLock.TryEnter());
        theLock.Exit();

        KillHolder(theLock);
        using (theLock.Enter(out var wasAbandoned)) Assert.True(wasAbandoned);
        using (theLock.Enter(out var wasAbandoned)) Assert.False(wasAbandoned);
    }

    [Fact]
    public async Task The_next_flow_is_told_that_the_holder_died()
    {
        var theLock = new SharedRecursiveLock();
        KillHolder(theLock);
        await Assert.ThrowsAsync<AbandonedMutexException>(() => theLock.EnterAsync().AsTask());
        Assert.False(theLock.IsHeld);
        using (await theLock.EnterAsync()) Assert.Equal(1, theLock.RecursionCount);
    }

    private static void KillHolder(SharedRecursiveLock theLock)
    {
        var child = ChildProcess.Start(() =>
        {
            theLock.Enter();
            theLock.Enter();
            Thread.Sleep(Timeout.Infinite);
        });
        Eventually.IsTrue(() => theLock.IsHeld);
        Assert.False(theLock.IsHeldByCurrentProcess);
        Assert.False(theLock.TryEnter());
        child.Kill();
        child.Join();
    }

    private static void Increment(SharedRecursiveLock theLock, Scoreboard score)
    {
        for (var increment = 0; increment < Increments; increment++)
        {
            using (theLock.Enter())
            using (theLock.Enter()) score[0]++;
        }
    }
}
