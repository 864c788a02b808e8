using Multiprocessing.Tests.Pools;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Conformance;

/// <summary>How an end is told: as a code, as a signal, in words, and in Python's one number.</summary>
public sealed class ExitStatusTests
{
    [Fact]
    public async Task A_process_that_ends_by_itself_has_a_code()
    {
        using var child = ChildProcess.Start(static () => Environment.Exit(3));
        Assert.True(child.Join(Eventually.Patience));
        AssertIs(3, null, false, "exit code 3", child.ExitStatus!);
        Assert.Equal(3, child.ExitCode);
        Assert.Same(child.ExitStatus, await child.Exited);
    }

    [Fact]
    public void Ends_are_equal_where_processes_ended_alike()
    {
        ExitStatus[] ends = [.. Enumerable.Range(0, 2).Select(static _ => End(static () => Environment.Exit(3))), End(static () => Environment.Exit(4)), End(static () => Environment.FailFast("on purpose"))];
        Assert.Equal(ends[0], ends[1]);
        Assert.Equal(ends[0].GetHashCode(), ends[1].GetHashCode());
        Assert.Equal(3, ends.Distinct().Count());
    }

    [Theory]
    [InlineData(9, "killed by signal 9 (SIGKILL)")]
    [InlineData(15, "killed by signal 15 (SIGTERM)")]
    [InlineData(40, "killed by signal 40")]
    public async Task A_process_that_is_killed_has_a_signal(int signal, string text)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var child = ChildProcess.Start(
            static begun =>
            {
                begun.Report(true);
                Thread.Sleep(Timeout.Infinite);
            }, Receiver.Of<bool>(_ => begun.SetResult()));
        await begun.Task;
        Assert.Null(child.ExitStatus);
        Signals.Send(child.Id!.Value, signal);
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(async () => await child);
        AssertIs(null, signal, true, text, child.ExitStatus!);
        AssertIs(null, signal, true, text, crash.ExitStatus!);
        Assert.Equal(-signal, child.ExitCode);
    }

    // What a process was stays known; what would do something with it is refused.
    [Fact]
    public void After_disposal_the_status_can_be_read_and_nothing_be_done()
    {
        var child = ChildProcess.Start(static () => { });
        child.Join();
        var (id, sentinel) = (child.Id, child.Sentinel);
        child.Dispose();
        Assert.Equal((id, 0, 0, false, "exit code 0"), (child.Id, child.ExitCode, child.ExitStatus!.Code, child.IsAlive, child.ExitStatus.ToString()));
        Assert.Throws<ObjectDisposedException>(() => child.Sentinel);
        Assert.Throws<ObjectDisposedException>(() => sentinel.WaitOne(0));
        Assert.Throws<ObjectDisposedException>(child.Kill);
        Assert.Throws<ObjectDisposedException>(() => { child.Join(TimeSpan.Zero); });
        child.Dispose();
    }

    private static void AssertIs(int? code, int? signal, bool wasKilled, string text, ExitStatus status) =>
        Assert.Equal((code, signal, wasKilled, text), (status.Code, status.Signal, status.WasKilled, status.ToString()));

    private static ExitStatus End(Action action)
    {
        using var child = ChildProcess.Start(action, options: new ProcessOptions { StandardError = ProcessOutput.Discarded });
        Assert.True(child.Join(Eventually.Patience));
        return child.ExitStatus!;
    }
}
