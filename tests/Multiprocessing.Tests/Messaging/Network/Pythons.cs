using System.Diagnostics;
using System.Globalization;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>The Pythons of the machine: on the path, and those of pyenv. Each with the version that it says it is.</summary>
internal static class Pythons
{
    // Python 3.6 is the oldest whose connections the scripts here can use.
    private const int Oldest = 6, Newest = 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<(string Path, string Version)[]> s_found = new(Find);

    /// <summary>One of each minor version.</summary>
    internal static (string Path, string Version)[] Found => s_found.Value;

    /// <summary>Begins to run a script.</summary>
    internal static Process Start(string python, string script, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(python, ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Waits for a script that must end well.</summary>
    internal static string Finish(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill();
                Assert.Fail("Python hangs");
            }

            Assert.True(process.ExitCode == 0, error.Result);
            return output.Result.Trim();
        }
    }

    private static (string Path, string Version)[] Find()
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        var candidates = folders.SelectMany(static folder => Enumerable.Range(Oldest, Newest - Oldest + 1).Select(minor => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"python3.{minor}"))).Prepend(Path.Combine(folder, "python3")));
        var versions = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv", "versions");
        if (Directory.Exists(versions)) candidates = candidates.Concat(Directory.GetDirectories(versions).Select(static folder => Path.Combine(folder, "bin", "python3")));
        foreach (var candidate in candidates.Where(File.Exists))
        {
            if (Version(candidate) is { } version) found.TryAdd(version, candidate);
        }

        return [.. found.Select(static pair => (pair.Value, pair.Key))];
    }

    private static string? Version(string python)
    {
        try
        {
            using var process = Start(python, "import sys, multiprocessing.connection; print('%d.%d' % sys.version_info[:2])");
            var version = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 && int.Parse(version.AsSpan(2), CultureInfo.InvariantCulture) >= Oldest ? version : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
