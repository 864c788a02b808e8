using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Pools;

/// <summary>What becomes of a pool with its program.</summary>
[Collection(FaultCollection.Name)]
public sealed class ProgramTests
{
    [Theory, InlineData("idle"), InlineData("running")]
    public async Task That_abandons_it_ends_and_leaves_nothing(string way)
    {
        using var program = new FaultProgram();
        Assert.Equal(["forgotten: 41", "first: 42", "end"], await program.RunAsync("pool-abandoned", way));
    }

    [Fact]
    public async Task That_ends_kills_what_runs_and_asks_the_others_to_end()
    {
        using var program = new FaultProgram();
        var (exitCode, error) = await program.RunAsync(program.Command(BuiltProgram.Host, "pool-at-end"));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(["end", "cleanup"], program.Report);
    }

    [Fact]
    public async Task That_is_killed_leaves_nothing()
    {
        using var program = new FaultProgram();
        using var process = program.Start(program.Command(BuiltProgram.Host, "pool-killed"));
        await program.WaitForReportAsync("ready");
        // The program, its three workers and the worker of one of them.
        Assert.Equal(5, Machine.Marked(program.Mark).Length);
        process.Kill();
        Assert.Equal((128 + Signals.Killed, ""), await program.FinishAsync(process));
    }

    [Fact]
    public async Task That_is_interrupted_ends_with_its_workers()
    {
        using var program = new FaultProgram();
        using var process = program.Start(program.Command(BuiltProgram.Host, "pool-interrupted"));
        await program.WaitForReportAsync("ready");
        Signals.SendToGroup(process.Id, Signals.Interrupt);
        Assert.Equal((128 + Signals.Interrupt, ""), await program.FinishAsync(process));
        Assert.Equal(["ready"], program.Report);
    }

    [Fact]
    public async Task That_handles_an_interrupt_goes_on_with_its_workers()
    {
        using var program = new FaultProgram();
        using var process = program.Start(program.Command(BuiltProgram.Host, "pool-interrupt-handled"));
        await program.WaitForReportAsync("ready");
        Signals.SendToGroup(process.Id, Signals.Interrupt);
        Assert.Equal((0, ""), await program.FinishAsync(process));
        Assert.Equal(["other: 43", "ready", "running: 42", "later: 6", "restarts: 0", "end"], program.Report);
    }

    [Fact]
    public async Task That_handles_interrupts_while_workers_start_gets_them()
    {
        using var program = new FaultProgram();
        Assert.Equal(Enumerable.Repeat("pool: 6", 10).Append("end"), await program.RunAsync("pool-interrupted-at-start"));
    }
}
