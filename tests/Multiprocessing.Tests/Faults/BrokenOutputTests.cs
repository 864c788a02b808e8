using System.Diagnostics;

namespace Multiprocessing.Tests.Faults;

/// <summary>Children print what they like to a standard output that is closed, full or read by nobody.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed class BrokenOutputTests
{
    [Theory]
    [InlineData("exec \"$@\" >&-", "/dev/null")]
    [InlineData("exec \"$@\" 2>&-", null)]
    [InlineData("exec \"$@\" <&-", null)]
    [InlineData("exec \"$@\" <&- >&- 2>&-", "/dev/null")]
    [InlineData("\"$@\" | :", null)]
    [InlineData("\"$@\" 2>&1 | :", null)]
    public async Task Nobody_is_harmed(string line, string? output)
    {
        using var program = new FaultProgram();
        var plain = program.Command(BuiltProgram.Host, "answer");
        await program.RunAsync(new ProcessStartInfo("/bin/sh", ["-c", line, "sh", plain.FileName, .. plain.ArgumentList]));
        Assert.Equal(["spawn: 42", "spare: 42", "failure: 1", "left: nothing", "end"], program.Report.Where(static line => !line.StartsWith("output", StringComparison.Ordinal)));
        if (output is not null) Assert.Contains($"output: {output}", program.Report);
    }
}
