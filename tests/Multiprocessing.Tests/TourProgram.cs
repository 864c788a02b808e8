using System.Diagnostics;

namespace Multiprocessing.Tests;

/// <summary>Runs the Tour as the real program that it is.</summary>
internal static class TourProgram
{
    internal static string Folder { get; } = Find();

    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(string? folder = null, params string[] arguments)
    {
        using var process = Start(folder ?? Folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    internal static Process Start(string folder, params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(folder, "Tour.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static string Find()
    {
        // tests/Multiprocessing.Tests/bin/CONFIGURATION/net10.0/
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        return Path.Combine(own.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "samples", "Tour", "bin", own.Parent.Name, own.Name);
    }
}
