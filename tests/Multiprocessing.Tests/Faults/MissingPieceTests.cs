namespace Multiprocessing.Tests.Faults;

/// <summary>What children are started from disappears while the program runs.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed class MissingPieceTests
{
    [Theory]
    [InlineData("vanish-before", "loaded")]
    [InlineData("vanish-later", "first: 42")]
    public async Task The_folder_of_the_application_is_deleted(string scenario, string first)
    {
        using var program = new FaultProgram();
        var report = await program.RunAsync(scenario, program.Folder);
        Assert.Equal(first, report[0]);
        AssertRefused(report, "the application's folder has been moved or deleted while it runs.");
    }

    [Theory]
    [InlineData("vanish-before", "loaded")]
    [InlineData("vanish-later", "first: 42")]
    public async Task The_host_is_gone(string scenario, string first)
    {
        using var program = new FaultProgram();
        var host = CopyRuntime(program.Scratch);
        var (exitCode, error) = await program.RunAsync(program.Command(host, scenario, host));
        Assert.True(exitCode == 0, error);
        Assert.Equal(first, program.Report[0]);
        AssertRefused(program.Report, $"The .NET host '{host}'");
    }

    [Fact]
    public async Task The_launcher_was_never_there()
    {
        using var program = new FaultProgram();
        var report = await program.RunAsync("vanish-before", Path.Combine(program.Folder, "Multiprocessing.Launcher.dll"));
        AssertRefused(report, $"The program that runs child processes, 'Multiprocessing.Launcher.dll', is missing: it is not in '{program.Folder}");
        Assert.All(report[1..4], static line => Assert.Contains("Usual causes: ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(report, static line => line.Contains("moved or deleted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_launcher_is_deleted_later()
    {
        using var program = new FaultProgram();
        var report = await program.RunAsync("vanish-later", Path.Combine(program.Folder, "Multiprocessing.Launcher.dll"));
        Assert.Equal("first: 42", report[0]);
        AssertRefused(report, "Multiprocessing.Launcher.dll' does not exist any more");
    }

    [Fact]
    public async Task The_current_directory_is_deleted()
    {
        using var program = new FaultProgram();
        var report = await program.RunAsync("directory-gone", program.Scratch);
        Assert.Equal(["first: 42", "prepare: ready", "spawn: 42", "spare: 42", "new spare: ready", "on it: 42", "again: 42", "end"], report);
    }

    private static void AssertRefused(string[] report, string reason)
    {
        Assert.Equal(["spawn", "prepare", "spare"], report[1..4].Select(static line => line[..line.IndexOf(':', StringComparison.Ordinal)]));
        Assert.All(report[1..4], line =>
        {
            Assert.Contains(": ProcessStartException: ", line, StringComparison.Ordinal);
            Assert.Contains(reason, line, StringComparison.Ordinal);
        });
        Assert.Equal(["left: nothing", "end"], report[4..]);
    }

    // The runtime finds out where it really lies by the files that are copied; links do for the others.
    private static string CopyRuntime(string target)
    {
        var source = Path.GetDirectoryName(BuiltProgram.Host)!;
        var version = Environment.Version.ToString();
        Copy("dotnet");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(source, "host", "fxr"), "*", SearchOption.AllDirectories)) Copy(Path.GetRelativePath(source, file));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(source, "shared", "Microsoft.NETCore.App", version)))
        {
            if (Path.GetFileName(file) is "libhostpolicy.so" or "libcoreclr.so" or "System.Private.CoreLib.dll") Copy(Path.GetRelativePath(source, file));
            else File.CreateSymbolicLink(Prepare(Path.GetRelativePath(source, file)), file);
        }

        return Path.Combine(target, "dotnet");

        void Copy(string path) => File.Copy(Path.Combine(source, path), Prepare(path));

        string Prepare(string path)
        {
            var whole = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
            return whole;
        }
    }
}
