namespace Multiprocessing.Tests.Synchronization;

/// <summary>SharedRecursiveLock belongs to asynchronous flows, on whatever threads they run.</summary>
public sealed class RecursiveLockFlowTests : IDisposable
{
    private readonly SharedRecursiveLock _lock = new();

    public void Dispose() => _lock.Dispose();

    [Fact]
    public async Task A_flow_enters_again_on_other_threads()
    {
        using (await _lock.EnterAsync())
        {
            await Task.Yield();
            using (await _lock.EnterAsync())
            {
                await Deeper(20);
                using (_lock.Enter()) Assert.Equal(3, _lock.RecursionCount);
            }

            await Task.Delay(1);
            Assert.True(await _lock.TryEnterAsync(TimeSpan.Zero));
            _lock.Exit();
            Assert.Equal(1, _lock.RecursionCount);
        }

        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public async Task Tasks_that_one_flow_starts_after_it_let_go_exclude_each_other()
    {
        using (await _lock.EnterAsync()) await Task.Yield();
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < 200; round++)
            {
                using (await _lock.EnterAsync())
                {
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    await Task.Yield();
                    Interlocked.Decrement(ref inside);
                }
            }
        })));
    }

    [Fact]
    public async Task Tasks_started_inside_belong_to_the_flow()
    {
        using (await _lock.EnterAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                for (var round = 0; round < 200; round++)
                {
                    using (await _lock.EnterAsync()) Assert.NotEqual(0, _lock.RecursionCount);
                }
            })));
            Assert.Equal(1, _lock.RecursionCount);
        }

        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public async Task Others_wait()
    {
        Task<bool> other;
        using (await _lock.EnterAsync())
        {
            using (ExecutionContext.SuppressFlow())
            {
                other = Task.Run(async () =>
                {
                    Assert.Equal(0, _lock.RecursionCount);
                    Assert.False(await _lock.TryEnterAsync(TimeSpan.Zero));
                    Assert.False(_lock.TryEnter());
                    Assert.Throws<SynchronizationLockException>(_lock.Exit);
                    using (await _lock.EnterAsync()) return true;
                });
            }

            Assert.NotSame(other, await Task.WhenAny(other, Task.Delay(50)));
        }

        Assert.True(await other.WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task A_flow_holds_several_locks()
    {
        var second = new SharedRecursiveLock();
        using (await _lock.EnterAsync())
        using (await second.EnterAsync())
        {
            await Task.Yield();
            using (await _lock.EnterAsync()) Assert.Equal(2, _lock.RecursionCount);
            using (second.Enter()) Assert.Equal(2, second.RecursionCount);
        }

        Assert.False(_lock.IsHeld || second.IsHeld);
    }

    [Fact]
    public async Task Locks_that_are_waited_for_at_once_are_both_the_flows()
    {
        var second = new SharedRecursiveLock();
        var release = new ManualResetEventSlim();
        var isHeld = new ManualResetEventSlim();
        var holder = Eventually.Run(() =>
        {
            using (_lock.Enter())
            using (second.Enter())
            {
                isHeld.Set();
                release.Wait();
            }
        });
        isHeld.Wait();
        var first = _lock.EnterAsync().AsTask();
        var other = second.EnterAsync().AsTask();
        Assert.False(first.IsCompleted || other.IsCompleted);
        release.Set();
        await first.WaitAsync(Eventually.Patience);
        await other.WaitAsync(Eventually.Patience);
        Assert.True(_lock.TryEnter() && second.TryEnter());
        _lock.Exit();
        _lock.Exit();
        second.Exit();
        second.Exit();
        Eventually.Ends(holder);
    }

    [Fact]
    public async Task A_scope_exits_wherever_it_is_disposed_of()
    {
        var scope = await EnterElsewhereAsync();
        // What a method enters that has returned is not the caller's.
        Assert.Equal(0, _lock.RecursionCount);
        Assert.Throws<SynchronizationLockException>(_lock.Exit);
        scope.Dispose();
        Assert.False(_lock.IsHeld);
        Assert.Throws<SynchronizationLockException>(scope.Dispose);
    }

    [Fact]
    public async Task A_flow_that_gives_up_holds_nothing()
    {
        Eventually.Ends(Eventually.Run(() => _lock.Enter()));
        Assert.False(await _lock.TryEnterAsync(TimeSpan.FromMilliseconds(20)));
        using var soon = new CancellationTokenSource(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _lock.EnterAsync(soon.Token).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _lock.EnterAsync(soon.Token).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("timeout", () => _lock.TryEnterAsync(TimeSpan.FromSeconds(-2)).AsTask());
        Assert.Throws<SynchronizationLockException>(_lock.Exit);
    }

    private async Task Deeper(int depth)
    {
        using (await _lock.EnterAsync())
        {
            await Task.Yield();
            if (depth > 0) await Deeper(depth - 1);
        }
    }

    private async Task<LockScope> EnterElsewhereAsync() => await _lock.EnterAsync();
}
