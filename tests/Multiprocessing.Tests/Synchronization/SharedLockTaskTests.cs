using Multiprocessing.Memory;

namespace Multiprocessing.Tests.Synchronization;

public sealed class SharedLockTaskTests
{
    // More than one thread can sleep for.
    private const int Many = 400;

    [Fact]
    public async Task Hundreds_of_tasks_wait_without_a_thread_and_each_enters_once()
    {
        using var theLock = new SharedLock();
        theLock.Enter();
        var threads = Threads;
        var entered = 0;
        var waiting = Enumerable.Range(0, Many).Select(async _ =>
        {
            using (await theLock.EnterAsync()) return entered++;
        }).ToArray();
        await Task.Delay(50);
        Assert.Equal(0, entered);
        Assert.InRange(Threads, 1, threads + (Many / 10));
        theLock.Exit();
        var order = await Task.WhenAll(waiting).WaitAsync(Eventually.Patience);
        Assert.Equal(Enumerable.Range(0, Many), order.Order());
        Assert.False(theLock.IsHeld);
    }

    [Fact]
    public async Task Some_are_cancelled_some_give_up_the_others_enter()
    {
        using var theLock = new SharedLock();
        theLock.Enter();
        using var source = new CancellationTokenSource();
        var entered = 0;
        var cancelled = Enumerable.Range(0, Many / 4).Select(_ => theLock.EnterAsync(source.Token).AsTask()).ToArray();
        var impatient = Enumerable.Range(0, Many / 4).Select(_ => theLock.TryEnterAsync(TimeSpan.FromMilliseconds(20)).AsTask()).ToArray();
        var entering = Enumerable.Range(0, Many / 4).Select(async _ =>
        {
            using (await theLock.EnterAsync()) entered++;
        }).ToArray();
        Assert.All(await Task.WhenAll(impatient).WaitAsync(Eventually.Patience), Assert.False);
        await source.CancelAsync();
        foreach (var one in cancelled) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(Eventually.Patience));
        Assert.Equal(0, entered);
        theLock.Exit();
        await Task.WhenAll(entering).WaitAsync(Eventually.Patience);
        Assert.Equal(Many / 4, entered);
        Assert.False(theLock.IsHeld);
    }

    [Fact]
    public async Task Cancelling_while_the_lock_is_handed_over_loses_no_turn()
    {
        using var theLock = new SharedLock();
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            theLock.Enter();
            using var source = new CancellationTokenSource();
            var unsure = Enumerable.Range(0, 3).Select(_ => EnterAsync(theLock, source.Token)).ToArray();
            var sure = EnterAsync(theLock, CancellationToken.None);
            if (round % 2 == 0) await Task.Delay(random.Next(3));
            var exiting = Task.Run(theLock.Exit);
            await source.CancelAsync();
            await exiting;
            Assert.True(await sure.WaitAsync(Eventually.Patience));
            await Task.WhenAll(unsure).WaitAsync(Eventually.Patience);
            Assert.False(theLock.IsHeld);
        }
    }

    [Fact]
    public void Tasks_of_several_processes_take_turns()
    {
        using var theLock = new SharedLock();
        using var board = new Scoreboard(1);
        var children = Children.Start(2, async () => await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            for (var round = 0; round < 10; round++)
            {
                using (await theLock.EnterAsync())
                {
                    var seen = board[0];
                    await Task.Yield();
                    board[0] = seen + 1;
                }
            }
        })));
        Children.End(children);
        Assert.Equal(2 * 50 * 10, board[0]);
    }

    [Fact]
    public async Task A_task_that_waits_keeps_the_lock_from_being_collected()
    {
        var received = new TaskCompletionSource<(Task<bool> Waiting, BlockReference Reference)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var report = Receiver.Of<SharedLock>(theLock => received.SetResult((EnterAbandonedAsync(theLock), theLock.Name())));
        using var child = ChildProcess.Start(static report =>
        {
            var theLock = new SharedLock();
            theLock.Enter();
            report.Report(theLock);
            Thread.Sleep(Timeout.Infinite);
            GC.KeepAlive(theLock);
        }, report);
        var (waiting, reference) = await received.Task.WaitAsync(Eventually.Patience);
        for (var round = 0; round < 5; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(10);
            Assert.Equal(2, Holds(reference));
        }

        child.Kill();
        Assert.True(await waiting.WaitAsync(Eventually.Patience));
    }

    private static unsafe int Holds(BlockReference reference)
    {
        var header = (BlockHeader*)Arena.Instance.At(reference.Offset);
        Assert.Equal(reference.Id, header->Id);
        return header->Holds;
    }

    private static async Task<bool> EnterAbandonedAsync(SharedLock theLock)
    {
        try
        {
            (await theLock.EnterAsync()).Dispose();
            return false;
        }
        catch (AbandonedMutexException)
        {
            return true;
        }
    }

    private static async Task<bool> EnterAsync(SharedLock theLock, CancellationToken token)
    {
        try
        {
            using (await theLock.EnterAsync(token)) return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static int Threads => Directory.GetDirectories("/proc/self/task").Length;
}
