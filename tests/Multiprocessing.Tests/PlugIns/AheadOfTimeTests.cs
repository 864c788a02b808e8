using System.Diagnostics;

namespace Multiprocessing.Tests.PlugIns;

/// <summary>
/// A program for NativeAOT before it is published: it runs on the ordinary runtime, but is told that there is no dynamic code, and so must find what it will find
/// when published. <c>.ci/publish-ahead-of-time</c> publishes it, for which the .NET SDK alone is not enough.
/// </summary>
public sealed class AheadOfTimeTests
{
    [Fact]
    public async Task Values_travel_whole_or_are_refused()
    {
        var start = new ProcessStartInfo(BuiltProgram.Host, [Path.Combine(BuiltProgram.Folder("tests/AotProgram"), "AotProgram.dll")]) { RedirectStandardOutput = true };
        using var program = Process.Start(start)!;
        var output = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        Assert.Equal((0, "All 17 checks hold."), (program.ExitCode, output.TrimEnd()));
    }
}
