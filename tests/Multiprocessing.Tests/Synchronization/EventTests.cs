using Multiprocessing.Memory;
using Multiprocessing.Synchronization;

namespace Multiprocessing.Tests.Synchronization;

public sealed class EventTests
{
    // More where it is to be tested harder.
    private const int Kills = 8;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(20);
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    // As test_event of CPython's suite.
    [Fact]
    public async Task It_is_set_and_reset()
    {
        using var happened = new SharedEvent();
        Assert.False(happened.IsSet);
        Assert.False(happened.Wait(TimeSpan.Zero));
        Assert.False(happened.Wait(s_short));
        Assert.False(await happened.WaitAsync(s_short));
        happened.Set();
        happened.Set();
        Assert.True(happened.IsSet);
        Assert.True(happened.Wait(TimeSpan.Zero));
        Assert.True(happened.Wait(s_short));
        Assert.True(await happened.WaitAsync(TimeSpan.Zero));
        happened.Wait();
        await happened.WaitAsync();
        Assert.True(happened.IsSet);
        happened.Reset();
        happened.Reset();
        Assert.False(happened.IsSet);
        Assert.False(happened.Wait(TimeSpan.Zero));
        using var set = new SharedEvent(isSet: true);
        Assert.True(set.IsSet);
    }

    [Fact]
    public async Task Misuse_is_refused()
    {
        var happened = new SharedEvent(isSet: true);
        Assert.Throws<ArgumentOutOfRangeException>(() => happened.Wait(TimeSpan.FromMilliseconds(-2)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await happened.WaitAsync(TimeSpan.FromMilliseconds(-2)));
        Assert.Throws<OperationCanceledException>(() => happened.Wait(s_cancelled));
        Assert.Throws<OperationCanceledException>(() => happened.Wait(s_short, s_cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await happened.WaitAsync(s_cancelled));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await happened.WaitAsync(s_short, s_cancelled));
        happened.Dispose();
        happened.Dispose();
        Assert.Throws<ObjectDisposedException>(happened.Set);
        Assert.Throws<ObjectDisposedException>(happened.Reset);
        Assert.Throws<ObjectDisposedException>(() => happened.IsSet);
        Assert.Throws<ObjectDisposedException>(() => happened.Wait());
        Assert.Throws<ObjectDisposedException>(() => happened.Wait(s_short));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await happened.WaitAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await happened.WaitAsync(s_short));
    }

    [Fact]
    public async Task A_token_ends_a_wait()
    {
        using var happened = new SharedEvent();
        using var source = new CancellationTokenSource();
        var thread = Task.Run(() => happened.Wait(source.Token), CancellationToken.None);
        var task = happened.WaitAsync(source.Token).AsTask();
        await Task.Delay(20);
        Assert.False(thread.IsCompleted || task.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => thread.WaitAsync(Eventually.Patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task.WaitAsync(Eventually.Patience));
        Assert.False(happened.IsSet);
    }

    [Fact]
    public void Descendants_see_it()
    {
        using var asked = new SharedEvent();
        using var answered = new SharedEvent();
        using var child = ChildProcess.Start(() =>
        {
            using var grandchild = ChildProcess.Start(() =>
            {
                asked.Wait();
                answered.Set();
                return new SharedEvent(isSet: true);
            });
            return grandchild.Result;
        });
        Assert.False(answered.Wait(s_short));
        asked.Set();
        Assert.True(answered.Wait(Eventually.Patience));
        using var made = child.Result;
        Assert.True(made.IsSet);
        made.Reset();
        Assert.False(made.IsSet);
    }

    // A pulse: who has begun to wait before it passes.
    [Fact]
    public async Task A_set_that_is_reset_at_once_lets_all_pass_who_waited()
    {
        const int Processes = 3, Waiters = 300;
        using var pulse = new SharedEvent();
        using var asleep = new SharedCountdown(Processes);
        var children = Children.Start(Processes, () =>
        {
            // The one that is begun last is waited for, and those before it wait already.
            var task = pulse.WaitAsync().AsTask();
            asleep.Signal();
            task.Wait();
        });
        var tasks = Enumerable.Range(0, Waiters).Select(_ => pulse.WaitAsync().AsTask()).ToArray();
        Assert.True(asleep.Wait(Eventually.Patience));
        pulse.Set();
        pulse.Reset();
        await Task.WhenAll(tasks).WaitAsync(Eventually.Patience);
        Children.End(children);
        Assert.False(pulse.IsSet);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    public void Every_set_wakes_everybody(int processes)
    {
        const int Rounds = 200;
        using var begun = new SharedEvent();
        using var ended = new SharedEvent();
        using var missing = new SharedCountdown(processes);
        var children = Children.Start(processes, () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                begun.Wait();
                missing.Signal();
                ended.Wait();
                missing.Signal();
            }
        });
        for (var round = 0; round < Rounds; round++)
        {
            begun.Set();
            Assert.True(missing.Wait(Eventually.Patience));
            begun.Reset();
            missing.Reset();
            ended.Set();
            Assert.True(missing.Wait(Eventually.Patience));
            ended.Reset();
            missing.Reset();
        }

        Children.End(children);
    }

    [Fact]
    public async Task Killed_waiters_harm_nobody()
    {
        using var happened = new SharedEvent();
        using var waiting = new SharedSemaphore(0);
        for (var round = 0; round < 3; round++)
        {
            var children = Children.Start(3, async () =>
            {
                waiting.Release();
                await Task.WhenAll(Task.Run(() => happened.Wait()), happened.WaitAsync().AsTask());
            });
            var task = happened.WaitAsync().AsTask();
            for (var child = 0; child < children.Length; child++) waiting.Wait();
            Children.Kill(children[..2]);
            Assert.False(task.IsCompleted);
            happened.Set();
            await task.WaitAsync(Eventually.Patience);
            Children.End(children[2..]);
            happened.Reset();
        }
    }

    [Fact]
    public async Task Random_kills_leave_it_in_order()
    {
        using var happened = new SharedEvent();
        using var rounds = new Scoreboard(1);
        var random = new Random(1);
        async Task Work()
        {
            for (var round = 0; ; round++)
            {
                if (round % 3 == 0) happened.Set();
                else if (round % 3 == 1) happened.Reset();
                else await happened.WaitAsync(TimeSpan.FromMilliseconds(1));
                happened.Wait(TimeSpan.FromMilliseconds(1));
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
        happened.Reset();
        var task = happened.WaitAsync().AsTask();
        Assert.False(happened.Wait(s_short));
        Assert.False(task.IsCompleted);
        happened.Set();
        await task.WaitAsync(Eventually.Patience);
    }

    // Whoever sets it may be killed before he wakes anybody.
    [Fact]
    public async Task A_wake_up_may_die()
    {
        using var happened = new SharedEvent();
        var thread = Task.Run(() => happened.Wait());
        var task = happened.WaitAsync().AsTask();
        await Task.Delay(50);
        OpenInSilence(happened);
        await Task.WhenAll(thread, task).WaitAsync(Eventually.Patience);
    }

    private static unsafe void OpenInSilence(SharedEvent happened)
    {
        var word = (long*)Arena.Instance.At(happened.Name().Offset + BlockHeader.Length);
        Volatile.Write(ref *word, (long)(GateWord.Opening(*word) + 1) << 32);
    }
}
