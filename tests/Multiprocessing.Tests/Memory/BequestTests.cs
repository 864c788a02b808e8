using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Memory;

/// <summary>What a child sends to its parent outlives the child, and no longer than the parent wants it.</summary>
[Collection(FaultCollection.Name)]
public sealed class BequestTests
{
    private const int Objects = 200;
    private const int Kills = 4;

    [Fact]
    public async Task Objects_that_a_child_reports_are_the_parents_alone()
    {
        // A first child, so that what is made once is there.
        await ChildProcess.RunAsync(static () => new SharedLock());
        var before = await SharedFootprint.SettledAsync();
        await ReceiveAllAsync();
        await before.AssertNoMoreIsLeftAsync();
    }

    [Fact]
    public async Task A_result_that_is_read_several_times_is_let_go_of_as_often()
    {
        await ChildProcess.RunAsync(static () => new SharedLock());
        var before = await SharedFootprint.SettledAsync();
        await ReadTwiceAsync();
        await before.AssertNoMoreIsLeftAsync();
    }

    [Fact]
    public async Task What_nobody_reads_goes_when_nobody_can_read_it()
    {
        await ChildProcess.RunAsync(static () => new SharedLock());
        var before = await SharedFootprint.SettledAsync();
        await LeaveUnreadAsync();
        await before.AssertNoMoreIsLeftAsync();
    }

    [Fact]
    public async Task What_a_child_was_about_to_send_when_it_was_killed_goes_too()
    {
        await ChildProcess.RunAsync(static () => new SharedLock());
        var before = await SharedFootprint.SettledAsync();
        for (var kill = 0; kill < Kills; kill++) await KillAsync(kill);
        await before.AssertNoMoreIsLeftAsync();
    }

    private static async Task LeaveUnreadAsync()
    {
        using var result = ChildProcess.Start(static () => new SharedLock());
        using var failure = ChildProcess.Start(static () => throw new InvalidOperationException("as wanted") { Data = { ["lock"] = new SharedLock() } }, new ProcessOptions { StandardError = ProcessOutput.Discarded });
        await result.Exited;
        await failure.Exited;
    }

    private static async Task KillAsync(int seed)
    {
        var random = new Random(seed);
        var received = 0;
        var report = Receiver.Of<SharedLock[]>(locks => received += locks.Length);
        using var child = ChildProcess.Start(() =>
        {
            while (true)
            {
                var locks = new SharedLock[random.Next(1, 50)];
                for (var index = 0; index < locks.Length; index++) locks[index] = new SharedLock();
                report.Report(locks);
            }
        });
        while (Volatile.Read(ref received) < 100) await Task.Delay(1);
        await Task.Delay(random.Next(5));
        child.Kill();
        await child.Exited;
    }

    // Apart: what is local to a method that waits may live as long as it.
    private static async Task ReceiveAllAsync()
    {
        var received = new List<SharedLock>();
        var report = Receiver.Of<SharedLock>(received.Add);
        await ChildProcess.RunAsync(() =>
        {
            for (var number = 0; number < Objects; number++) report.Report(new SharedLock());
        });
        Assert.Equal(Objects, received.Count);
        foreach (var one in received)
        {
            Assert.True(one.TryEnter());
            one.Exit();
        }
    }

    private static async Task ReadTwiceAsync()
    {
        using var child = ChildProcess.Start(static () => new SharedLock());
        var one = await child;
        var other = child.Result;
        Assert.NotSame(one, other);
        Assert.True(one.TryEnter());
        Assert.False(other.TryEnter());
        one.Exit();
    }
}
