using System.Runtime.CompilerServices;

namespace Multiprocessing.Tests.Targets;

/// <summary>
/// A parent keeps nothing of the function and its arguments once a child has them, though the child runs and its object is kept.
/// </summary>
public sealed class LettingGoTests
{
    [Theory]
    [InlineData(StartMethod.Spawn)]
    [InlineData(StartMethod.WarmSpare)]
    public async Task What_was_sent_can_be_collected(StartMethod method)
    {
        if (method == StartMethod.WarmSpare) await WarmSpares.PrepareAsync(TestContext.Current.CancellationToken);
        var (children, sent) = StartAll(new ProcessOptions { StartMethod = method });
        for (var round = 0; round < 10 && sent.Any(static one => one.IsAlive); round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.All(sent, static one => Assert.False(one.IsAlive));
        foreach (var child in children)
        {
            Assert.True(child.IsAlive);
            child.Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ChildProcess[] Children, WeakReference[] Sent) StartAll(ProcessOptions options)
    {
        var (captured, argument, positional, named) = (new int[10], new int[10], new int[10], new int[10]);
        ChildProcess[] children =
        [
            ChildProcess.Start(() => Sleep(captured), options),
            ChildProcess.Start(Sleep, argument, options),
            new ChildProcess(Sleep, [positional], options),
            new ChildProcess(Sleep, new Dictionary<string, object?> { ["numbers"] = named }, options),
        ];
        children[2].Start();
        children[3].Start();
        return (children, [new(captured), new(argument), new(positional), new(named)]);
    }

    private static void Sleep(int[] numbers) => Thread.Sleep(Timeout.Infinite);
}
