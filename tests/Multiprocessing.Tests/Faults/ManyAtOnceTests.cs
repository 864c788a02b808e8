using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Faults;

[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed partial class ManyAtOnceTests
{
    [Fact]
    public async Task Two_hundred_children_and_ordinary_processes_do_not_disturb_each_other()
    {
        var children = Task.WhenAll(Enumerable.Range(0, 200).Select(static number => Task.Run(() => ChildProcess.RunAsync(static (int number) => number * 2, number))));
        var ordinary = Task.WhenAll(Enumerable.Range(0, 50).Select(static number => Task.Run(() => EchoAsync($"{number}"))));
        Assert.Equal(Enumerable.Range(0, 200).Select(static number => number * 2), await children);
        Assert.Equal(Enumerable.Range(0, 50).Select(static number => $"{number}"), await ordinary);
    }

    [Fact]
    public unsafe void A_child_holds_no_descriptor_of_its_parent()
    {
        // A pipe without the close-on-exec flag, as native libraries make them.
        var pipe = stackalloc int[2];
        Assert.Equal(0, Pipe(pipe));
        var held = new FileInfo($"/proc/self/fd/{pipe[0]}").LinkTarget;
        Assert.StartsWith("pipe:", held, StringComparison.Ordinal);
        using var child = ChildProcess.Start(Targets);
        var seen = child.Result;
        Assert.DoesNotContain(held, seen);
        _ = Close(pipe[0]);
        _ = Close(pipe[1]);
    }

    private static string[] Targets() =>
        [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(static path => new FileInfo(path).LinkTarget ?? "")];

    private static async Task<string> EchoAsync(string text)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/echo", text) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.Trim();
    }

    [LibraryImport("libc", EntryPoint = "pipe")]
    private static unsafe partial int Pipe(int* pair);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
