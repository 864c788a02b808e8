using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>The assemblies of .NET itself.</summary>
internal static class Frameworks
{
    private static readonly Assembly s_core = typeof(object).Assembly;
    private static Assembly? s_lastOther;

    internal static bool Contains(Assembly assembly)
    {
        if (assembly == s_core) return true;
        // Mostly the program itself is asked for, again and again, and the answer takes a while.
        if (assembly == s_lastOther) return false;
        if (assembly.GetName().Name is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "System")) return true;
        // One that may be unloaded must not be held.
        if (!assembly.IsCollectible) s_lastOther = assembly;
        return false;
    }
}
