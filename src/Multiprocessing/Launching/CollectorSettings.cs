using System.Globalization;

namespace Multiprocessing.Launching;

/// <summary>
/// Tells a child's runtime, by its environment, how to collect garbage; and the child, by a marker, which of these variables are not for
/// its own children.
/// </summary>
internal static class CollectorSettings
{
    internal const string Marker = "MULTIPROCESSING_START_SETTINGS";

    internal static void AddTo(Dictionary<string, string> environment, bool? usesServer, long? hardLimit)
    {
        var names = new List<string>();
        Add("DOTNET_gcServer", usesServer is { } server ? (server ? "1" : "0") : null);
        Add("DOTNET_GCHeapHardLimit", hardLimit?.ToString("X", CultureInfo.InvariantCulture));
        if (names.Count != 0) environment[Marker] = string.Join('\n', names);

        void Add(string name, string? value)
        {
            if (value is null) return;
            // The value that the child's own children are to have again.
            names.Add(environment.TryGetValue(name, out var before) ? $"{name}={before}" : name);
            environment[name] = value;
        }
    }
}
