using System.Diagnostics;

namespace Multiprocessing.Tests.Faults;

/// <summary>
/// The file system of named shared memory is really full: a segment is refused when it is made, not by a crash when it is written to, and
/// what has no name goes on.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class FullMemoryTests
{
    // In a name space of its own, whose /dev/shm is small and nobody else's.
    private const string Own = "mount -t tmpfs -o size=4m none /dev/shm && exec \"$@\"";

    private static readonly string[] s_outcome = ["another: InsufficientMemoryException", "queue: 1048576", "pool: 2097152", "with room again: written", "end"];

    [Fact]
    public async Task A_segment_is_refused_and_the_rest_goes_on()
    {
        using var program = new FaultProgram();
        var command = program.Command(BuiltProgram.Host, await MayMountAsync() ? "full-memory" : "too-much-memory");
        if (command.ArgumentList[1] == "full-memory")
        {
            command = new ProcessStartInfo("unshare", ["-rm", "/bin/sh", "-c", Own, "sh", command.FileName, .. command.ArgumentList]);
        }

        var (exitCode, error) = await program.RunAsync(command);
        Assert.True(exitCode == 0, $"Exit code {exitCode}. {error}");
        Assert.Equal(s_outcome, program.Report);
    }

    // Some systems and containers allow it to nobody.
    private static async Task<bool> MayMountAsync()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("unshare", ["-rm", "/bin/sh", "-c", Own, "sh", "true"]) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
