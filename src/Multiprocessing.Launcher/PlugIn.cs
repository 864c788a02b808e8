using System;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;

namespace Multiprocessing.Launcher;

/// <summary>
/// Runs a child of a plug-in that has loaded its own copy of the library: from the same file, beside any copy that the application has.
/// </summary>
internal sealed class PlugIn(string library) : AssemblyLoadContext(Name)
{
    private new const string Name = "Multiprocessing";

    /// <param name="library">The file of the plug-in's copy.</param>
    /// <param name="application">The program that the child belongs to.</param>
    internal static int Run(string library, string application)
    {
        // Otherwise the base directory would be the launcher's folder, which is the plug-in's.
        AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", Path.GetDirectoryName(application) + Path.DirectorySeparatorChar);
        var program =
            new PlugIn(library).LoadFromAssemblyPath(library).GetType("Multiprocessing.Launching.ChildProgram", throwOnError: true)!;
        return program.GetMethod("Run", BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<Func<int>>()();
    }

    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name == Name ? LoadFromAssemblyPath(library) : null;
}
