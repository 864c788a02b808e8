namespace Multiprocessing.Tests.Synchronization;

public sealed class CountdownTests
{
    // More where it is to be tested harder.
    private const int Kills = 8;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    [Fact]
    public async Task It_is_set_when_no_signal_is_missing()
    {
        using var countdown = new SharedCountdown(3);
        Assert.Equal((3, false), (countdown.CurrentCount, countdown.IsSet));
        Assert.False(countdown.Signal());
        Assert.False(countdown.Wait(TimeSpan.Zero));
        Assert.False(countdown.Wait(s_short));
        Assert.False(await countdown.WaitAsync(s_short));
        Assert.True(countdown.Signal(2));
        Assert.Equal((0, true), (countdown.CurrentCount, countdown.IsSet));
        countdown.Wait();
        await countdown.WaitAsync();
        Assert.True(countdown.Wait(TimeSpan.Zero));
        Assert.True(await countdown.WaitAsync(TimeSpan.Zero));
        using var nothing = new SharedCountdown(0);
        Assert.True(nothing.IsSet);
    }

    [Fact]
    public void It_begins_anew()
    {
        using var countdown = new SharedCountdown(2);
        countdown.Signal();
        countdown.Reset();
        Assert.Equal(2, countdown.CurrentCount);
        countdown.Signal(2);
        countdown.Reset();
        Assert.Equal((2, false), (countdown.CurrentCount, countdown.IsSet));
        countdown.Reset(5);
        Assert.Equal(5, countdown.CurrentCount);
        countdown.Signal(2);
        countdown.Reset();
        Assert.Equal(5, countdown.CurrentCount);
        countdown.Reset(0);
        Assert.Equal((0, true), (countdown.CurrentCount, countdown.IsSet));
        countdown.Reset();
        Assert.True(countdown.IsSet);
    }

    [Fact]
    public void Signals_are_added_while_some_are_missing()
    {
        using var countdown = new SharedCountdown(1);
        countdown.AddCount();
        countdown.AddCount(3);
        countdown.AddCount();
        countdown.AddCount(2);
        Assert.Equal(8, countdown.CurrentCount);
        Assert.Throws<InvalidOperationException>(() => countdown.AddCount(int.MaxValue));
        Assert.Throws<InvalidOperationException>(() => countdown.AddCount(int.MaxValue - 7));
        countdown.AddCount(int.MaxValue - 8);
        Assert.Equal(int.MaxValue, countdown.CurrentCount);
        Assert.True(countdown.Signal(int.MaxValue));
        Assert.Throws<InvalidOperationException>(() => countdown.AddCount());
        Assert.Throws<InvalidOperationException>(() => countdown.AddCount());
    }

    [Fact]
    public async Task Misuse_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SharedCountdown(-1));
        var countdown = new SharedCountdown(2);
        foreach (var count in new[] { 0, -1, int.MinValue })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => countdown.Signal(count));
            Assert.Throws<ArgumentOutOfRangeException>(() => countdown.AddCount(count));
            Assert.Throws<ArgumentOutOfRangeException>(() => countdown.AddCount(count));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => countdown.Reset(-1));
        Assert.Throws<InvalidOperationException>(() => countdown.Signal(3));
        Assert.Equal(2, countdown.CurrentCount);
        countdown.Signal(2);
        Assert.Throws<InvalidOperationException>(() => countdown.Signal());
        Assert.Throws<ArgumentOutOfRangeException>(() => countdown.Wait(TimeSpan.FromMilliseconds(-2)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await countdown.WaitAsync(TimeSpan.FromMilliseconds(-2)));
        Assert.Throws<OperationCanceledException>(() => countdown.Wait(s_cancelled));
        Assert.Throws<OperationCanceledException>(() => countdown.Wait(s_short, s_cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await countdown.WaitAsync(s_cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await countdown.WaitAsync(s_short, s_cancelled));
        countdown.Dispose();
        countdown.Dispose();
        Assert.Throws<ObjectDisposedException>(() => countdown.Signal());
        Assert.Throws<ObjectDisposedException>(() => countdown.AddCount());
        Assert.Throws<ObjectDisposedException>(() => countdown.AddCount());
        Assert.Throws<ObjectDisposedException>(() => countdown.Reset());
        Assert.Throws<ObjectDisposedException>(() => countdown.Reset(1));
        Assert.Throws<ObjectDisposedException>(() => countdown.IsSet);
        Assert.Throws<ObjectDisposedException>(() => countdown.CurrentCount);
        Assert.Throws<ObjectDisposedException>(() => countdown.CurrentCount);
        Assert.Throws<ObjectDisposedException>(() => countdown.Wait());
        Assert.Throws<ObjectDisposedException>(() => countdown.Wait(s_short));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await countdown.WaitAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await countdown.WaitAsync(s_short));
    }

    [Fact]
    public void Descendants_signal_it()
    {
        using var countdown = new SharedCountdown(2);
        using var child = ChildProcess.Start(() =>
        {
            countdown.AddCount();
            using var grandchild = ChildProcess.Start(static countdown => countdown.Signal(), countdown);
            grandchild.Join();
            countdown.Signal();
            return new SharedCountdown(7);
        });
        using var made = child.Result;
        Assert.Equal(7, made.CurrentCount);
        Assert.Equal(1, countdown.CurrentCount);
        Assert.True(countdown.Signal());
    }

    // One signal is the last one of each round, whoever gives it; hundreds wait in other processes.
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task All_signals_are_counted(int processes)
    {
        const int Rounds = 100, Signals = 50, Waiters = 100;
        using var countdown = new SharedCountdown(processes * Signals);
        using var next = new SharedSemaphore(0);
        using var counters = new Scoreboard(8);
        var children = Children.Start(processes, () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                next.Wait();
                for (var signal = 0; signal < Signals; signal++)
                {
                    if (countdown.Signal()) counters.Add(0, 1);
                }
            }
        });
        for (var round = 0; round < Rounds; round++)
        {
            var tasks = Enumerable.Range(0, Waiters).Select(_ => countdown.WaitAsync().AsTask()).ToArray();
            Assert.DoesNotContain(tasks, static task => task.IsCompleted);
            next.Release(processes);
            Assert.True(countdown.Wait(Eventually.Patience));
            // At once: those who waited pass nevertheless.
            countdown.Reset();
            await Task.WhenAll(tasks).WaitAsync(Eventually.Patience);
        }

        Children.End(children);
        Assert.Equal(Rounds, counters.Read(0));
    }

    [Fact]
    public async Task Killed_waiters_harm_nobody()
    {
        using var countdown = new SharedCountdown(2);
        using var waiting = new SharedSemaphore(0);
        var children = Children.Start(3, () =>
        {
            waiting.Release();
            countdown.Wait();
        });
        var task = countdown.WaitAsync().AsTask();
        for (var child = 0; child < children.Length; child++) waiting.Wait();
        Children.Kill(children[..2]);
        countdown.Signal();
        Assert.False(task.IsCompleted);
        countdown.Signal();
        await task.WaitAsync(Eventually.Patience);
        Children.End(children[2..]);
    }

    [Fact]
    public void Random_kills_leave_missing_what_was_not_given()
    {
        using var countdown = new SharedCountdown(1);
        using var rounds = new Scoreboard(1);
        var random = new Random(1);
        void Work()
        {
            while (true)
            {
                countdown.AddCount();
                countdown.Wait(TimeSpan.FromTicks(1));
                Assert.False(countdown.Signal());
                rounds.Add(0);
            }
        }

        var children = Children.Start(4, Work);
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = rounds.Read(0);
            Eventually.IsTrue(() => rounds.Read(0) > before + 10);
            Thread.Sleep(TimeSpan.FromMicroseconds(random.Next(3000)));
            var victim = random.Next(children.Length);
            Children.Kill([children[victim]]);
            children[victim] = ChildProcess.Start(Work);
        }

        Children.Kill(children);
        Assert.InRange(countdown.CurrentCount, 1, 1 + Kills + children.Length);
        Assert.True(countdown.Signal(countdown.CurrentCount));
        Assert.True(countdown.Wait(TimeSpan.Zero));
    }
}
