using System.Diagnostics;

namespace Multiprocessing.Tests.Faults;

/// <summary>
/// Shared memory is a long, sparse file: limits on addresses or on files make it shorter, and never kill a program that could run before.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed class SharedMemoryLimitTests
{
    [Theory]
    [InlineData("-v 200000000", "shared: 42")]
    [InlineData("-v 4000000", "shared: 42")]
    [InlineData("-v 3000000", "shared: 42")]
    [InlineData("-f 300000000", "shared: 42")]
    [InlineData("-f 20000", "shared: 42")]
    [InlineData("-f 10000", "shared: InsufficientMemoryException: The memory that processes share is a file without a name, of 16 MiB at least, hardly any of it real memory; this process may not have so long a file: raise its limit (ulimit -f).")]
    public async Task A_limit(string limit, string outcome)
    {
        using var program = new FaultProgram();
        var command = program.Command(BuiltProgram.Host, "shared");
        var limited = new ProcessStartInfo("/bin/bash", ["-c", $"ulimit {limit} && exec \"$@\"", "bash", command.FileName, .. command.ArgumentList]);
        var (exitCode, error) = await program.RunAsync(limited);
        Assert.True(exitCode == 0, $"Exit code {exitCode}. {error}");
        Assert.Equal([outcome, "end"], program.Report);
    }
}
