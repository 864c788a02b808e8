using System.Reflection;
using System.Runtime.Loader;

namespace FaultProgram;

/// <summary>The program's side of a plug-in: names nothing of the library, which it may not have.</summary>
internal static class PlugInScenario
{
    internal static void Run(Report report, string folder, bool isCollectible)
    {
        var work = new Context(folder, isCollectible).LoadFromAssemblyPath(Path.Combine(folder, "FaultProgram.dll")).GetType(typeof(PlugInWork).FullName!)!;
        foreach (var method in work.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            if (method.IsAssembly) report.Attempt(method.Name.ToLowerInvariant(), method.CreateDelegate<Func<object>>());
        }
    }

    private sealed class Context(string folder, bool isCollectible) : AssemblyLoadContext("plug-in", isCollectible)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(folder, $"{assemblyName.Name}.dll") is var file && File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
