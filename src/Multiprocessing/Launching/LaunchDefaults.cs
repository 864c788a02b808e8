namespace Multiprocessing.Launching;

/// <summary>Defaults for children whose options do not set these; children inherit the first two.</summary>
internal static class LaunchDefaults
{
    internal static StartMethod StartMethod { get; set; } = StartMethod.Spawn;

    /// <summary>The serializer for all children; null for the library's own.</summary>
    internal static ValueSerializer? Serializer { get; set; }

    /// <summary>The program that runs children; null for the one that runs this process.</summary>
    internal static string? HostExecutable { get; set; }
}
