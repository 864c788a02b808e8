using System.Text.RegularExpressions;

namespace Multiprocessing.Tests.Faults;

/// <summary>Processes, threads, descriptors or memory run out: a start says which, leaves nothing, and the next one works.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed class ExhaustedSystemTests
{
    [Fact]
    public async Task No_process_can_start()
    {
        using var program = new FaultProgram();
        const string failure = "ProcessStartException: The system's limit on processes is reached";
        var report = await program.RunAsync("process-limit");
        AssertLines(report, "first: 42", "prepare: ready", "waiting spare: 42", $"spawn: {failure}", $"spare: {failure}", $"prepare: {failure}", "left: nothing", "again: 42", "end");
    }

    [Fact]
    public async Task Not_even_the_thread_that_listens_to_children_can_start()
    {
        using var program = new FaultProgram();
        AssertLines(await program.RunAsync("first-at-process-limit"), "spawn: ProcessStartException: The thread that listens to child processes could not start", "again: 42", "end");
    }

    [Fact]
    public async Task A_runtime_is_refused_one_of_its_threads()
    {
        using var program = new FaultProgram();
        var report = await program.RunAsync("few-processes");
        Assert.SkipWhen(report[0] == "not root", "Another user's name is needed, of whom nothing else runs.");
        Assert.All(report.Where(static line => char.IsDigit(line[0])), static line => Assert.Matches(@"^\d+: (42|ProcessStartException: .+)$", line));
        Assert.Contains(report, static line => Regex.IsMatch(line, "^.+ before it reached its function: the .NET runtime could not start in it"));
        AssertLines(report[^3..], "left: nothing", "again: 42", "end");
    }

    [Fact]
    public async Task Descriptors_run_out_at_any_step_of_a_start()
    {
        using var program = new FaultProgram();
        var report = await program.RunAsync("few-descriptors");
        var attempts = report.Where(static line => char.IsDigit(line[0])).ToArray();
        Assert.All(attempts, static line => Assert.Matches(@"^\d+: (42|ProcessStartException: Could not create .+: Too many open files\. .*ulimit -n.*)$", line));
        Assert.EndsWith("control socket: Too many open files. This process has too many files open: raise its limit (ulimit -n) or close some.", attempts[0], StringComparison.Ordinal);
        Assert.EndsWith(": 42", attempts[^1], StringComparison.Ordinal);
        Assert.All(report.Where(static line => line.StartsWith("left", StringComparison.Ordinal)), static line => Assert.Equal("left: nothing", line));
        AssertLines(report[^2..], "again: 42", "end");
    }

    [Fact]
    public async Task No_memory_for_a_process()
    {
        using var program = new FaultProgram();
        // The program lives without new memory only if it need not compile again, nor map compiled code a second time.
        var report = await program.RunAsync("no-memory", "", ("DOTNET_TieredCompilation", "0"), ("DOTNET_EnableWriteXorExecute", "0"));
        AssertLines(report, "first: 42", "other failure: ProcessStartException: The child's working directory", "spawn: ProcessStartException: There is not enough memory to start a child process.", "left: nothing", "again: 42", "end");
    }

    [Fact]
    public async Task No_memory_for_the_runtime_of_a_child()
    {
        using var program = new FaultProgram();
        // A small heap leaves room for a limit between what the program has and what its child wants.
        var report = await program.RunAsync("no-memory-for-runtime", "", ("DOTNET_GCHeapHardLimit", "8000000"));
        AssertLines(report, "first: 42", "spawn: ProcessStartException: Process ChildProcess-2 ended with exit code 137 before it reached its function: the .NET runtime could not start in it, as when memory", "left: nothing", "again: 42", "end");
    }

    private static void AssertLines(string[] report, params string[] beginnings)
    {
        Assert.Equal(beginnings.Length, report.Length);
        Assert.All(beginnings.Zip(report), static pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal));
    }
}
