using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Memory;

/// <summary>Whether a process lives is known for certain, whatever its id says and whatever it does with other programs.</summary>
public sealed class LifeMarkTests
{
    private const int SIGSTOP = 19;

    [Fact]
    public void Programs_that_a_process_starts_neither_take_its_mark_nor_its_memory()
    {
        using var board = new Scoreboard(2);
        using var child = ChildProcess.Start(static board =>
        {
            board.Add(0, LifeMarks.Self);
            var seen = Run("/bin/ls", "-l", "/proc/self/fd");
            Run("/bin/sh", "-c", "exec 5>&-; exec 6>&-; true");
            ChildProcess.Start(static () => { }).Join();
            board.Add(1);
            Thread.Sleep(Timeout.Infinite);
            return seen;
        }, board);
        Eventually.IsTrue(() => board.Read(1) != 0);
        Assert.True(LifeMarks.IsAlive((int)board.Read(0)));
        child.Kill();
        Assert.True(child.Join(Eventually.Patience));
        Assert.False(LifeMarks.IsAlive((int)board.Read(0)));
    }

    // A lock that belonged to the process would be gone, and with it whatever the process has entered.
    [Fact]
    public void A_process_that_closes_another_descriptor_of_the_shared_memory_is_alive()
    {
        using var board = new Scoreboard(2);
        using var entered = new SharedLock();
        using var child = ChildProcess.Start(() =>
        {
            entered.Enter();
            board.Add(0, LifeMarks.Self);
            File.OpenHandle($"/proc/self/fd/{InheritedHandles.TreeMemory.Descriptor}", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            board.Add(1);
            Thread.Sleep(Timeout.Infinite);
        });
        Eventually.IsTrue(() => board.Read(1) != 0);
        Assert.True(LifeMarks.IsAlive((int)board.Read(0)));
        Assert.False(entered.TryEnter(TimeSpan.FromMilliseconds(100)));
        child.Kill();
        Assert.True(child.Join(Eventually.Patience));
        Assert.False(LifeMarks.IsAlive((int)board.Read(0)));
    }

    [Fact]
    public void A_child_hands_shared_memory_to_its_children_only()
    {
        var seen = ChildProcess.Start(static () =>
        {
            _ = Arena.Instance;
            return (Own: string.Join('\n', Directory.GetFiles("/proc/self/fd").Select(static path => new FileInfo(path).LinkTarget)), Other: Run("/bin/ls", "-l", "/proc/self/fd"));
        }).Result;
        Assert.Contains("memfd:multiprocessing", seen.Own, StringComparison.Ordinal);
        Assert.DoesNotContain("memfd:multiprocessing", seen.Other, StringComparison.Ordinal);
        Assert.DoesNotContain("memfd:multiprocessing", Run("/bin/ls", "-l", "/proc/self/fd"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parent_that_is_a_zombie_is_dead()
    {
        using var board = new Scoreboard(1);
        using var stopped = ChildProcess.Start(static board =>
        {
            board.Add(0, ChildProcess.Start(static board =>
            {
                ChildProcess.Start(static () => Thread.Sleep(Timeout.Infinite));
                board.Add(0);
                Thread.Sleep(Timeout.Infinite);
            }, board).Id!.Value << 1);
            Thread.Sleep(Timeout.Infinite);
        }, board);
        Eventually.IsTrue(() => (board.Read(0) & 1) != 0 && board.Read(0) > 1);
        var parent = (int)(board.Read(0) >> 1);
        Assert.True(LifeMarks.IsParentAlive(stopped.Id!.Value));
        Assert.True(LifeMarks.IsParentAlive(parent));
        _ = Libc.Kill(stopped.Id!.Value, SIGSTOP);
        // One thread takes the signal and then stops the others, which run on until then.
        Eventually.IsTrue(() => ProcessFigures.IsStopped(stopped.Id!.Value));
        _ = Libc.Kill(parent, Libc.SIGKILL);
        Eventually.IsTrue(() => !LifeMarks.IsParentAlive(parent));
        Assert.Equal(0, Libc.Kill(parent, 0));
        stopped.Kill();
        Assert.True(stopped.Join(Eventually.Patience));
        Assert.False(LifeMarks.IsParentAlive(stopped.Id!.Value));
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
