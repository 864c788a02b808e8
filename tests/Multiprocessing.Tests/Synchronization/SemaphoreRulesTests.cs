namespace Multiprocessing.Tests.Synchronization;

public sealed class SemaphoreRulesTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(2, 1)]
    [InlineData(int.MinValue, int.MaxValue)]
    public void Impossible_counts_are_refused(int initial, int maximum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SharedSemaphore(initial, maximum));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(0, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Possible_counts_are_kept(int initial, int maximum)
    {
        using var semaphore = new SharedSemaphore(initial, maximum);
        Assert.Equal(initial, semaphore.CurrentCount);
    }

    // As test_semaphore of CPython's suite.
    [Fact]
    public void Permits_are_counted_down_and_up()
    {
        using var semaphore = new SharedSemaphore(2);
        semaphore.Wait();
        Assert.Equal(1, semaphore.CurrentCount);
        Assert.True(semaphore.Wait(TimeSpan.Zero));
        Assert.Equal(0, semaphore.CurrentCount);
        Assert.False(semaphore.Wait(TimeSpan.Zero));
        semaphore.Release();
        Assert.Equal(1, semaphore.CurrentCount);
        semaphore.Release();
        Assert.Equal(2, semaphore.CurrentCount);
        // Not bounded.
        semaphore.Release();
        semaphore.Release(3);
        Assert.Equal(6, semaphore.CurrentCount);
    }

    // As test_bounded_semaphore.
    [Fact]
    public void A_bounded_semaphore_refuses_a_release_too_many()
    {
        using var semaphore = new SharedSemaphore(2, 2);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
        semaphore.Wait();
        semaphore.Wait();
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release(3));
        Assert.Equal(0, semaphore.CurrentCount);
        semaphore.Release(2);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release(int.MaxValue));
        Assert.Equal(2, semaphore.CurrentCount);
    }

    [Fact]
    public void Held_permits_count_toward_the_maximum()
    {
        using var semaphore = new SharedSemaphore(2, 3);
        semaphore.Enter();
        semaphore.Release();
        Assert.Equal(2, semaphore.CurrentCount);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
        semaphore.Exit();
        Assert.Equal(3, semaphore.CurrentCount);
        Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
    }

    [Fact]
    public void Without_a_maximum_the_limit_is_that_of_an_int()
    {
        using var semaphore = new SharedSemaphore(int.MaxValue - 1);
        using (semaphore.Enter())
        {
            semaphore.Release(2);
            Assert.Throws<SemaphoreFullException>(() => semaphore.Release());
        }

        Assert.Equal(int.MaxValue, semaphore.CurrentCount);
        semaphore.Wait();
        Assert.Equal(int.MaxValue - 1, semaphore.CurrentCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void One_at_least_is_released(int count)
    {
        using var semaphore = new SharedSemaphore(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.Release(count));
    }

    [Fact]
    public void Only_what_was_entered_can_be_exited()
    {
        using var semaphore = new SharedSemaphore(3);
        Assert.Throws<SynchronizationLockException>(semaphore.Exit);
        semaphore.Wait();
        Assert.Throws<SynchronizationLockException>(semaphore.Exit);
        semaphore.Enter();
        Assert.True(semaphore.TryEnter());
        Assert.Equal(0, semaphore.CurrentCount);
        semaphore.Exit();
        semaphore.Exit();
        Assert.Throws<SynchronizationLockException>(semaphore.Exit);
        Assert.Equal(2, semaphore.CurrentCount);
    }

    [Fact]
    public async Task Each_way_of_entering_gives_its_permit_back()
    {
        using var semaphore = new SharedSemaphore(1, 1);
        using (semaphore.Enter()) Assert.False(semaphore.TryEnter());
        using (await semaphore.EnterAsync()) Assert.False(await semaphore.TryEnterAsync(s_short));
        Assert.True(semaphore.TryEnter());
        semaphore.Exit();
        Assert.True(semaphore.TryEnter(s_short));
        semaphore.Exit();
        Assert.True(await semaphore.TryEnterAsync(s_short));
        // Whichever thread did it.
        await Task.Run(semaphore.Exit);
        Assert.Equal(1, semaphore.CurrentCount);
        default(LockScope).Dispose();
    }

    [Fact]
    public async Task Waiting_ends_when_the_time_is_up()
    {
        using var semaphore = new SharedSemaphore(0);
        Assert.False(semaphore.Wait(TimeSpan.Zero));
        Assert.False(semaphore.Wait(s_short));
        Assert.False(await semaphore.WaitAsync(TimeSpan.Zero));
        Assert.False(await semaphore.WaitAsync(s_short));
        Assert.False(semaphore.TryEnter(s_short));
        Assert.False(await semaphore.TryEnterAsync(s_short));
        // Whoever has given up is in nobody's way.
        semaphore.Release();
        Assert.True(semaphore.Wait(TimeSpan.Zero));
        semaphore.Release();
        Assert.True(semaphore.TryEnter());
    }

    [Fact]
    public async Task Timeouts_are_looked_at()
    {
        using var semaphore = new SharedSemaphore(1);
        var negative = TimeSpan.FromMilliseconds(-2);
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.Wait(negative));
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.TryEnter(negative));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await semaphore.WaitAsync(negative));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await semaphore.TryEnterAsync(negative));
        Assert.True(semaphore.Wait(Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task A_cancelled_token_comes_first()
    {
        using var semaphore = new SharedSemaphore(5);
        Assert.Throws<OperationCanceledException>(() => semaphore.Wait(s_cancelled));
        Assert.Throws<OperationCanceledException>(() => semaphore.Enter(s_cancelled));
        Assert.Throws<OperationCanceledException>(() => semaphore.Wait(s_short, s_cancelled));
        Assert.Throws<OperationCanceledException>(() => semaphore.TryEnter(s_short, s_cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await semaphore.WaitAsync(s_cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await semaphore.EnterAsync(s_cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await semaphore.WaitAsync(s_short, s_cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await semaphore.TryEnterAsync(s_short, s_cancelled));
        Assert.Equal(5, semaphore.CurrentCount);
    }

    [Fact]
    public async Task A_token_ends_a_wait()
    {
        using var semaphore = new SharedSemaphore(0);
        foreach (var wait in new Func<CancellationToken, ValueTask>[]
        {
            token => new(Task.Run(() => semaphore.Wait(token), CancellationToken.None)),
            token => new(Task.Run(() => semaphore.Enter(token).Dispose(), CancellationToken.None)),
            token => semaphore.WaitAsync(token),
            async token => (await semaphore.EnterAsync(token)).Dispose(),
            async token => await semaphore.WaitAsync(Timeout.InfiniteTimeSpan, token),
        })
        {
            using var source = new CancellationTokenSource();
            var waiting = wait(source.Token).AsTask();
            await Task.Delay(10);
            Assert.False(waiting.IsCompleted);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Eventually.Patience));
        }

        semaphore.Release();
        Assert.True(semaphore.Wait(TimeSpan.Zero));
    }

    [Fact]
    public async Task What_was_disposed_of_is_not_used()
    {
        var semaphore = new SharedSemaphore(1);
        semaphore.Dispose();
        semaphore.Dispose();
        Assert.Throws<ObjectDisposedException>(() => semaphore.Wait());
        Assert.Throws<ObjectDisposedException>(() => semaphore.Wait(TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(() => semaphore.Wait(s_short));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await semaphore.WaitAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await semaphore.WaitAsync(s_short));
        Assert.Throws<ObjectDisposedException>(() => semaphore.Enter());
        Assert.Throws<ObjectDisposedException>(() => semaphore.TryEnter());
        Assert.Throws<ObjectDisposedException>(() => semaphore.TryEnter(s_short));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await semaphore.EnterAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await semaphore.TryEnterAsync(s_short));
        Assert.Throws<ObjectDisposedException>(() => semaphore.Release());
        Assert.Throws<ObjectDisposedException>(semaphore.Exit);
        Assert.Throws<ObjectDisposedException>(() => semaphore.CurrentCount);
        Assert.Throws<ObjectDisposedException>(() => ChildProcess.Start(static _ => { }, semaphore));
    }
}
