using System.Runtime.InteropServices;

namespace Multiprocessing.Tests;

/// <summary>Finds programs of this repository, built as these tests are.</summary>
internal static class BuiltProgram
{
    /// <summary>The host of the runtime that these tests run on.</summary>
    internal static string Host { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <summary>The output folder of a project, as in <c>samples/Tour</c>.</summary>
    internal static string Folder(string project)
    {
        // tests/Multiprocessing.Tests/bin/CONFIGURATION/FRAMEWORK
        var framework = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var built = Path.Combine(project, "bin", framework.Parent!.Name, framework.Name);
        for (var folder = framework; folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, built);
            if (Directory.Exists(path)) return path;
        }

        throw new DirectoryNotFoundException($"{project} is not built.");
    }
}
