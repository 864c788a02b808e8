using System.Collections;
using Multiprocessing.Platform;

namespace Multiprocessing.Launching;

/// <summary>The environment variables and directory of this process as its children get them.</summary>
internal static class ChildEnvironment
{
    internal static Dictionary<string, string> Current()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables()) variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return variables;
    }

    /// <summary>Returns the current directory; null where it has been deleted.</summary>
    internal static string? Directory()
    {
        try
        {
            return System.IO.Directory.GetCurrentDirectory();
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Sets a variable, or removes it, for managed code and for native code alike.</summary>
    internal static void Set(string name, string? value)
    {
        Environment.SetEnvironmentVariable(name, value);
        NativeEnvironment.Set(name, value);
    }
}
