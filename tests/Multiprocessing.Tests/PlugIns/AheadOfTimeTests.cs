using System.Diagnostics;

namespace Multiprocessing.Tests.PlugIns;

/// <summary>
/// A program for NativeAOT before it is published, as a program of one file is by default: it runs on the ordinary runtime, but is told
/// that there is no dynamic code. <c>.ci/publish-ahead-of-time</c> publishes it, for which the .NET SDK alone is not enough.
/// </summary>
public sealed class AheadOfTimeTests
{
    [Fact]
    public async Task All_works_until_it_is_compiled()
    {
        var start = new ProcessStartInfo(BuiltProgram.Host, [Path.Combine(BuiltProgram.Folder("tests/AotProgram"), "AotProgram.dll"), "run"]) { RedirectStandardOutput = true };
        using var program = Process.Start(start)!;
        var output = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        Assert.Equal((0, "All 13 checks hold."), (program.ExitCode, output.TrimEnd()));
    }
}
