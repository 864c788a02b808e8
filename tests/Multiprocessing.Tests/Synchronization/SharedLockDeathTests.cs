using System.Diagnostics;
using Multiprocessing.Platform;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>Who holds the lock is killed: the others go on, and one of them learns of it.</summary>
[Trait("Kind", "stress")]
public sealed class SharedLockDeathTests : IDisposable
{
    private readonly SharedLock _lock = new();

    public static TheoryData<string> Ways => ["Enter", "Enter(out)", "TryEnter", "TryEnter(timeout)", "EnterAsync", "TryEnterAsync"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_next_one_is_told_and_only_that_one(string way)
    {
        KillHolder();
        Assert.True(await IsToldAsync(way));
        Assert.False(_lock.IsHeld);
        foreach (var later in Ways) Assert.False(await IsToldAsync(later.Data));
        Assert.False(_lock.IsHeld);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Who_waits_is_told(string way)
    {
        if (way == "TryEnter") return;
        using var holder = Hold();
        var waiting = Task.Run(() => IsToldAsync(way));
        Eventually.Waits(waiting);
        holder.Kill();
        Assert.True(await waiting.WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task Of_many_who_wait_in_several_processes_one_is_told_and_all_enter()
    {
        using var board = new Scoreboard(2);
        using var holder = Hold();
        var here = Enumerable.Range(0, 20).Select(_ => CountAsync(_lock, board)).ToArray();
        var theLock = _lock;
        var there = Children.Start(2, async () => await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CountAsync(theLock, board))));
        await Task.Delay(100);
        holder.Kill();
        await Task.WhenAll(here).WaitAsync(Eventually.Patience);
        Children.End(there);
        Assert.Equal((60, 1), (board.Read(0), board.Read(1)));
    }

    [Fact]
    public void Who_is_told_and_killed_at_once_leaves_the_telling_to_the_next()
    {
        KillHolder();
        using (var child = ChildProcess.Start(static theLock =>
        {
            theLock.Enter(out _);
            _ = Libc.Kill(Environment.ProcessId, Libc.SIGKILL);
        }, _lock)) Assert.True(child.Join(Eventually.Patience));
        using (_lock.Enter(out var wasAbandoned)) Assert.True(wasAbandoned);
        using (_lock.Enter(out var again)) Assert.False(again);
    }

    [Fact]
    public void A_child_that_ends_by_itself_has_abandoned_what_it_holds()
    {
        using (var child = ChildProcess.Start(static theLock => theLock.TryEnter(), _lock)) Assert.True(child.Result);
        Assert.Throws<AbandonedMutexException>(() => _lock.TryEnter());
    }

    [Fact]
    public void Who_only_waits_or_has_exited_abandons_nothing()
    {
        using var board = new Scoreboard(1);
        using (_lock.Enter())
        {
            var theLock = _lock;
            var waiting = Children.Start(2, () =>
            {
                board.Add(0);
                theLock.Enter();
            });
            Eventually.IsTrue(() => board.Read(0) == 2);
            Children.Kill(waiting);
        }

        using (_lock.Enter(out var wasAbandoned)) Assert.False(wasAbandoned);
        using (var child = ChildProcess.Start(static theLock => theLock.Enter().Dispose(), _lock)) Eventually.Ends(child);
        using (_lock.Enter(out var wasAbandoned)) Assert.False(wasAbandoned);
    }

    [Fact]
    public void A_holder_whose_object_is_lost_is_found_dead_too()
    {
        using (var child = ChildProcess.Start(static () =>
        {
            var theLock = new SharedLock();
            theLock.Enter();
            return theLock;
        }))
        {
            var found = child.Result;
            Assert.False(found.IsHeldByCurrentProcess);
            Assert.Throws<AbandonedMutexException>(() => found.Enter());
        }
    }

    [Fact]
    public void Nobody_waits_for_a_dead_grandchild_or_its_dead_parent()
    {
        for (var round = 0; round < 3; round++)
        {
            using var middle = ChildProcess.Start(static theLock =>
            {
                ChildProcess.Start(static theLock =>
                {
                    theLock.Enter();
                    Thread.Sleep(Timeout.Infinite);
                }, theLock);
                Thread.Sleep(Timeout.Infinite);
            }, _lock);
            Eventually.IsTrue(() => _lock.IsHeld);
            middle.Kill();
            using (_lock.Enter(out var wasAbandoned)) Assert.True(wasAbandoned);
        }
    }

    [Fact]
    public void A_number_is_never_used_again()
    {
        var numbers = Enumerable.Range(0, 5).Select(_ => ChildProcess.Start(static theLock =>
        {
            theLock.Enter().Dispose();
            return (Environment.ProcessId, LifeMarks.Self);
        }, _lock).Result).ToArray();
        Assert.Equal(5, numbers.Select(static pair => pair.Self).Distinct().Count());
        Assert.All(numbers, static pair => Assert.False(LifeMarks.IsAlive(pair.Self)));
        Assert.DoesNotContain(LifeMarks.Self, numbers.Select(static pair => pair.Self));
    }

    [Fact]
    public void A_zombie_is_dead()
    {
        // Its parent, which is stopped, does not collect it.
        const int SIGSTOP = 19, SIGCONT = 18;
        using var board = new Scoreboard(1);
        var theLock = _lock;
        using var middle = ChildProcess.Start(() =>
        {
            board[0] = ChildProcess.Start(static theLock =>
            {
                theLock.Enter();
                Thread.Sleep(Timeout.Infinite);
            }, theLock).Id!.Value;
            Thread.Sleep(Timeout.Infinite);
        });
        Eventually.IsTrue(() => _lock.IsHeld && board.Read(0) != 0);
        _ = Libc.Kill(middle.Id!.Value, SIGSTOP);
        _ = Libc.Kill((int)board.Read(0), Libc.SIGKILL);
        using (_lock.Enter(out var wasAbandoned)) Assert.True(wasAbandoned);
        Assert.True(Directory.Exists($"/proc/{board.Read(0)}"));
        _ = Libc.Kill(middle.Id!.Value, SIGCONT);
        middle.Kill();
        Assert.True(middle.Join(Eventually.Patience));
    }

    [Fact]
    public void A_holder_that_is_stopped_is_alive()
    {
        const int SIGSTOP = 19, SIGCONT = 18;
        using var holder = Hold();
        _ = Libc.Kill(holder.Id!.Value, SIGSTOP);
        Assert.False(_lock.TryEnter(TimeSpan.FromMilliseconds(150)));
        _ = Libc.Kill(holder.Id!.Value, SIGCONT);
        Assert.False(_lock.TryEnter());
        holder.Kill();
        using (_lock.Enter(out var wasAbandoned)) Assert.True(wasAbandoned);
    }

    public void Dispose() => _lock.Dispose();

    private ChildProcess Hold()
    {
        var child = ChildProcess.Start(static theLock =>
        {
            theLock.Enter();
            Thread.Sleep(Timeout.Infinite);
        }, _lock);
        Eventually.IsTrue(() => _lock.IsHeld);
        return child;
    }

    private void KillHolder()
    {
        using var holder = Hold();
        holder.Kill();
        Assert.True(holder.Join(Eventually.Patience));
    }

    private async Task<bool> IsToldAsync(string way)
    {
        try
        {
            switch (way)
            {
                case "Enter(out)":
                    using (_lock.Enter(out var wasAbandoned)) return wasAbandoned;
                case "Enter":
                    _lock.Enter();
                    break;
                case "TryEnter":
                    Assert.True(_lock.TryEnter());
                    break;
                case "TryEnter(timeout)":
                    Assert.True(_lock.TryEnter(Eventually.Patience));
                    break;
                case "EnterAsync":
                    await _lock.EnterAsync();
                    break;
                case "TryEnterAsync":
                    Assert.True(await _lock.TryEnterAsync(Eventually.Patience));
                    break;
                default:
                    throw new UnreachableException();
            }
        }
        catch (AbandonedMutexException)
        {
            return true;
        }

        _lock.Exit();
        return false;
    }

    private static async Task CountAsync(SharedLock theLock, Scoreboard board)
    {
        try
        {
            (await theLock.EnterAsync()).Dispose();
        }
        catch (AbandonedMutexException)
        {
            board.Add(1);
        }

        board.Add(0);
    }
}
