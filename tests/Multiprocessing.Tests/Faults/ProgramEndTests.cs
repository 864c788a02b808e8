using System.Globalization;
using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Faults;

/// <summary>The program ends while daemons, other children and a spare run.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed partial class ProgramEndTests
{
    [Theory]
    [InlineData("return")]
    [InlineData("exit")]
    [InlineData("dispose")]
    [InlineData("callback")]
    [InlineData("starting")]
    public async Task At_a_normal_end_daemons_are_terminated_and_others_are_joined(string way)
    {
        using var program = new FaultProgram();
        using var process = program.Start(program.Command(BuiltProgram.Host, "exit", way));
        await process.WaitForExitAsync();
        // Before the program was gone, not soon after it.
        Assert.All(Ids(program.Report), static id => Assert.False(Machine.Runs(id)));
        // One that another thread has just started dies with the program, a moment later.
        if (way == "starting") await Machine.WaitUntilGoneAsync(Machine.Marked(program.Mark));
        Assert.Empty(Machine.Marked(program.Mark));
        Assert.Equal((7, ""), await program.FinishAsync(process));
        Assert.Equal(["ready", "worker finished", "worker finished"], program.Report[4..]);
    }

    [Fact]
    public async Task After_an_unhandled_exception_nothing_is_left()
    {
        using var program = new FaultProgram();
        var (exitCode, error) = await program.RunAsync(program.Command(BuiltProgram.Host, "exit", "throw"));
        Assert.Equal(128 + 6, exitCode);
        Assert.StartsWith("Unhandled exception. System.FormatException: as wanted", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n'), static line => line.Contains("xception", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_SIGTERM_nothing_is_left()
    {
        const int Terminate = 15;
        using var program = new FaultProgram();
        using var process = program.Start(program.Command(BuiltProgram.Host, "exit", "wait"));
        await program.WaitForReportAsync("ready");
        _ = Kill(process.Id, Terminate);
        Assert.Equal((128 + Terminate, ""), await program.FinishAsync(process));
        await Machine.WaitUntilGoneAsync(Ids(program.Report));
    }

    private static IEnumerable<int> Ids(string[] report) =>
        report[..4].Select(static line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

    [LibraryImport("libc.so.6", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
