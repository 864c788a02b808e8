using System.Collections;

namespace Multiprocessing.Launching;

/// <summary>This process's environment variables as its children get them.</summary>
internal static class ChildEnvironment
{
    internal static Dictionary<string, string> Current()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables()) variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return variables;
    }
}
