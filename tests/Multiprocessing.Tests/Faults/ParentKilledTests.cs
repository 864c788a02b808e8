using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Faults;

[Collection(FaultCollection.Name)]
[Trait("Kind", "stress")]
public sealed partial class ParentKilledTests
{
    public enum Work
    {
        Spin,
        Sleep,
        BlockInNativeCode,
    }

    [Theory]
    [InlineData(Work.Spin, false)]
    [InlineData(Work.Spin, true)]
    [InlineData(Work.Sleep, false)]
    [InlineData(Work.Sleep, true)]
    [InlineData(Work.BlockInNativeCode, false)]
    [InlineData(Work.BlockInNativeCode, true)]
    public async Task Children_of_a_killed_parent_are_gone(Work work, bool spare)
    {
        var running = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = 0;
        IProgress<int> started = new Receiver<int>(id =>
        {
            child = id;
            running.TrySetResult(id);
        });
        var method = spare ? StartMethod.WarmSpare : StartMethod.Spawn;
        var parent = ChildProcess.Start(static given => StartInner(given.work, given.method, given.started), (work, method, started));
        await running.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(Machine.Runs(child));
        parent.Kill();
        parent.Join();
        await Machine.WaitUntilGoneAsync([child]);
    }

    private static void StartInner(Work work, StartMethod method, IProgress<int> started)
    {
        if (method == StartMethod.WarmSpare) WarmSpares.PrepareAsync().Wait();
        var inner = ChildProcess.Start(Do, work, new ProcessOptions { StartMethod = method });
        started.Report(inner.Id!.Value);
        inner.Join();
    }

    private static void Do(Work work)
    {
        switch (work)
        {
            case Work.Spin:
                while (true)
                {
                }

            case Work.Sleep:
                Thread.Sleep(Timeout.Infinite);
                break;
            default:
                _ = Pause();
                break;
        }
    }

    [LibraryImport("libc", EntryPoint = "pause")]
    private static partial int Pause();
}
