using System.Diagnostics;
using Multiprocessing.Tests.Serialization;

namespace Multiprocessing.Tests.Synchronization;

public sealed class SharedLockTests : IDisposable
{
    private readonly SharedLock _lock = new();

    [Fact]
    public void It_is_free_then_held_then_free()
    {
        Assert.False(_lock.IsHeld);
        Assert.False(_lock.IsHeldByCurrentProcess);
        using (_lock.Enter())
        {
            Assert.True(_lock.IsHeld);
            Assert.True(_lock.IsHeldByCurrentProcess);
        }

        Assert.False(_lock.IsHeld);
        using (_lock.Enter(out var wasAbandoned)) Assert.False(wasAbandoned);
        Assert.False(_lock.IsHeldByCurrentProcess);
    }

    [Fact]
    public void Held_by_another_process_it_is_not_held_by_this_one() =>
        Assert.Equal((true, false, false), WhileHeld(static theLock => (theLock.IsHeld, theLock.IsHeldByCurrentProcess, theLock.TryEnter())));

    [Fact]
    public async Task Whoever_tries_gets_it_only_while_it_is_free()
    {
        Assert.True(_lock.TryEnter());
        Assert.False(_lock.TryEnter());
        Assert.False(_lock.TryEnter(TimeSpan.Zero));
        Assert.False(await _lock.TryEnterAsync(TimeSpan.Zero));
        _lock.Exit();
        Assert.True(await _lock.TryEnterAsync(TimeSpan.Zero));
        Assert.False(_lock.TryEnter());
        _lock.Exit();
        Assert.True(_lock.TryEnter(TimeSpan.MaxValue));
        _lock.Exit();
    }

    [Fact]
    public async Task Whoever_waits_for_a_while_has_waited_that_long()
    {
        var timeout = TimeSpan.FromMilliseconds(30);
        using var source = new CancellationTokenSource();
        using var scope = _lock.Enter();
        var watch = Stopwatch.StartNew();
        Assert.False(_lock.TryEnter(timeout));
        Assert.False(_lock.TryEnter(timeout, source.Token));
        Assert.False(await _lock.TryEnterAsync(timeout));
        Assert.False(await _lock.TryEnterAsync(timeout, source.Token));
        Assert.InRange(watch.Elapsed, 4 * timeout, Eventually.Patience);
    }

    [Fact]
    public void What_one_thread_has_entered_another_may_exit()
    {
        _lock.Enter();
        Eventually.Ends(Eventually.Run(_lock.Exit));
        Assert.False(_lock.IsHeld);
    }

    [Fact]
    public void One_process_that_enters_twice_waits_for_itself()
    {
        var scope = _lock.Enter();
        Assert.False(_lock.TryEnter(TimeSpan.FromMilliseconds(5)));
        var second = Eventually.Run(() => _lock.Enter());
        Eventually.Waits(second);
        scope.Dispose();
        Eventually.Ends(second);
        Assert.True(_lock.IsHeldByCurrentProcess);
        _lock.Exit();
    }

    [Fact]
    public void What_is_not_held_cannot_be_exited()
    {
        Assert.Throws<SynchronizationLockException>(_lock.Exit);
        var scope = _lock.Enter();
        scope.Dispose();
        Assert.Throws<SynchronizationLockException>(scope.Dispose);
        default(LockScope).Dispose();
        var failure = WhileHeld(static theLock =>
        {
            var failure = Assert.Throws<SynchronizationLockException>(theLock.Exit);
            Assert.True(theLock.IsHeld);
            return failure.Message;
        });
        Assert.Equal("This process does not hold the shared lock that it exits.", failure);
    }

    [Fact]
    public async Task A_negative_timeout_is_an_error_unless_it_means_for_ever()
    {
        foreach (var timeout in (TimeSpan[])[TimeSpan.FromTicks(-1), TimeSpan.FromMilliseconds(-2), TimeSpan.MinValue])
        {
            Assert.Equal("timeout", Assert.Throws<ArgumentOutOfRangeException>(() => _lock.TryEnter(timeout)).ParamName);
            Assert.Equal("timeout", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await _lock.TryEnterAsync(timeout))).ParamName);
        }

        Assert.False(_lock.IsHeld);
        Assert.True(_lock.TryEnter(Timeout.InfiniteTimeSpan));
        _lock.Exit();
        Assert.True(await _lock.TryEnterAsync(Timeout.InfiniteTimeSpan));
        _lock.Exit();
    }

    [Fact]
    public async Task A_cancelled_token_comes_first()
    {
        var token = new CancellationToken(canceled: true);
        foreach (var isDisposed in (bool[])[false, true])
        {
            if (isDisposed) _lock.Dispose();
            Assert.Throws<OperationCanceledException>(() => _lock.Enter(token));
            Assert.Throws<OperationCanceledException>(() => _lock.Enter(out _, token));
            Assert.Throws<OperationCanceledException>(() => _lock.TryEnter(TimeSpan.Zero, token));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _lock.EnterAsync(token));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _lock.TryEnterAsync(TimeSpan.Zero, token));
            if (!isDisposed) Assert.False(_lock.IsHeld);
        }
    }

    [Fact]
    public async Task Cancelled_while_it_waits_a_thread_or_task_throws_and_holds_nothing()
    {
        _lock.Enter();
        using var source = new CancellationTokenSource();
        Task[] waiting =
        [
            Eventually.Run(() => _lock.Enter(source.Token)),
            Eventually.Run(() => _lock.Enter(out _, source.Token)),
            Eventually.Run(() => _lock.TryEnter(Eventually.Patience, source.Token)),
            _lock.EnterAsync(source.Token).AsTask(),
            _lock.TryEnterAsync(Eventually.Patience, source.Token).AsTask(),
        ];
        foreach (var one in waiting) Eventually.Waits(one);
        await source.CancelAsync();
        foreach (var one in waiting)
        {
            var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(Eventually.Patience));
            Assert.Equal(source.Token, cancelled.CancellationToken);
        }

        _lock.Exit();
        Assert.True(_lock.TryEnter());
        _lock.Exit();
    }

    [Fact]
    public async Task Disposed_of_it_can_be_used_no_more()
    {
        _lock.Dispose();
        _lock.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _lock.IsHeld);
        Assert.Throws<ObjectDisposedException>(() => _lock.IsHeldByCurrentProcess);
        Assert.Throws<ObjectDisposedException>(() => _lock.Enter());
        Assert.Throws<ObjectDisposedException>(() => _lock.Enter(out _));
        Assert.Throws<ObjectDisposedException>(() => _lock.TryEnter());
        Assert.Throws<ObjectDisposedException>(() => _lock.TryEnter(TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(_lock.Exit);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _lock.EnterAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await _lock.TryEnterAsync(TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(() => Codec.Bytes(_lock));
    }

    [Fact]
    public async Task Disposed_of_in_use_it_is_exited_by_who_is_inside_and_entered_by_who_waits()
    {
        using var other = Codec.Copy(_lock);
        var scope = _lock.Enter();
        var thread = Eventually.Run(() => _lock.Enter().Dispose());
        var task = Task.Run(async () => (await _lock.EnterAsync()).Dispose());
        Eventually.Waits(thread);
        Eventually.Waits(task);
        _lock.Dispose();
        Assert.True(other.IsHeldByCurrentProcess);
        scope.Dispose();
        Eventually.Ends(thread);
        await task.WaitAsync(Eventually.Patience);
        Assert.False(other.IsHeld);
        Assert.Throws<ObjectDisposedException>(scope.Dispose);
        Assert.True(other.TryEnter());
        other.Exit();
    }

    [Fact]
    public void A_debugger_sees_who_holds_it()
    {
        var text = typeof(SharedLock).GetProperty("DebuggerText", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!;
        Assert.Equal("free", text.GetValue(_lock));
        _lock.Enter();
        Assert.Equal("held by this process", text.GetValue(_lock));
        _lock.Exit();
        _lock.Dispose();
        Assert.Equal("disposed", text.GetValue(_lock));
    }

    public void Dispose() => _lock.Dispose();

    // Runs a function in another process while this one holds the lock.
    private T WhileHeld<T>(Func<SharedLock, T> function)
    {
        using var scope = _lock.Enter();
        using var child = ChildProcess.Start(function, _lock);
        Assert.True(child.Join(Eventually.Patience));
        return child.Result;
    }
}
