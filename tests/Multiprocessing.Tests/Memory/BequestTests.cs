using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Memory;

/// <summary>What a child sends to its parent outlives the child, and no longer than the parent wants it.</summary>
[Collection(FaultCollection.Name)]
public sealed class BequestTests
{
    private const int Objects = 200;

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
