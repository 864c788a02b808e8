using System.Diagnostics;
using Multiprocessing.Platform;

namespace Multiprocessing.Tests.Waiting;

/// <summary>A kernel that cannot wait for several words, as before Linux 5.16, or a sandbox that does not let it.</summary>
public sealed class OldKernelTests
{
    private const int NotPermitted = 1, NotKnown = 38;

    [Theory]
    [InlineData(NotKnown)]
    [InlineData(NotPermitted)]
    public async Task Tasks_wait_enter_and_are_cancelled(int error) => await ChildProcess.Start(static async (int error) =>
    {
        OldKernel.Refuse(Libc.FutexWaitAnyNumber, error);
        Assert.False(AddressWait.CanWaitForAny);
        using var held = new SharedLock();
        held.Enter();
        using var source = new CancellationTokenSource();
        var cancelled = Enumerable.Range(0, 10).Select(_ => held.EnterAsync(source.Token).AsTask()).ToArray();
        var entering = Enumerable.Range(0, 10).Select(async _ =>
        {
            using (await held.EnterAsync()) await Task.Yield();
        }).ToArray();
        var cancelledThread = Task.Run(() => held.Enter(source.Token));
        Assert.False(await held.TryEnterAsync(TimeSpan.FromMilliseconds(50)));
        await source.CancelAsync();
        foreach (var one in cancelled.Append(cancelledThread)) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        held.Exit();
        await Task.WhenAll(entering);
        Assert.False(held.IsHeld);
    }, error);

    [Fact]
    public async Task Waiting_costs_hardly_any_time() => await ChildProcess.Start(static async () =>
    {
        OldKernel.Refuse(Libc.FutexWaitAnyNumber, NotPermitted);
        using var held = new SharedLock();
        held.Enter();
        using var source = new CancellationTokenSource();
        Task[] waiting = [Task.Run(() => held.Enter(source.Token)), .. Enumerable.Range(0, 3).Select(_ => held.EnterAsync(source.Token).AsTask())];
        await Task.Delay(100);
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        await Task.Delay(500);
        self.Refresh();
        Assert.InRange((self.TotalProcessorTime - before).TotalMilliseconds, 0, 250);
        await source.CancelAsync();
        foreach (var one in waiting) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
    });
}
