using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>Tells which assemblies belong to .NET itself.</summary>
internal static class Frameworks
{
    private static readonly Assembly s_core = typeof(object).Assembly;
    private static Assembly? s_lastOther;

    internal static bool Contains(Assembly assembly)
    {
        if (assembly == s_core) return true;
        // Most questions are about the program itself, again and again, and the answer takes a while.
        if (assembly == s_lastOther) return false;
        if (assembly.GetName().Name is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "System")) return true;
        // An assembly that may be unloaded must not be kept.
        if (!assembly.IsCollectible) s_lastOther = assembly;
        return false;
    }
}
