using System.Globalization;

namespace Multiprocessing;

/// <summary>Garbage collector settings of a child process; null leaves one as the application's configuration has it. Copied when a child is made. Not thread-safe while it is changed.</summary>
public sealed class GarbageCollectionOptions
{
    internal const string Marker = "MULTIPROCESSING_START_SETTINGS";

    /// <summary>Creates options that change nothing.</summary>
    public GarbageCollectionOptions()
    {
    }

    internal GarbageCollectionOptions(GarbageCollectionOptions other) => (Server, Concurrent, HeapHardLimitBytes) = (other.Server, other.Concurrent, other.HeapHardLimitBytes);

    /// <summary>Whether the child uses the server collector.</summary>
    public bool? Server { get; set; }

    /// <summary>Whether the child collects concurrently, on a thread of its own.</summary>
    public bool? Concurrent { get; set; }

    /// <summary>The most memory that the child's heap may commit, in bytes; beyond it the child gets an <see cref="OutOfMemoryException"/>. At least 1 MiB.</summary>
    public long? HeapHardLimitBytes { get; set; }

    internal void AddTo(Dictionary<string, string> environment)
    {
        var names = new List<string>();
        Add("DOTNET_gcServer", Server is { } server ? (server ? "1" : "0") : null);
        Add("DOTNET_gcConcurrent", Concurrent is { } concurrent ? (concurrent ? "1" : "0") : null);
        Add("DOTNET_GCHeapHardLimit", HeapHardLimitBytes?.ToString("X", CultureInfo.InvariantCulture));
        environment[Marker] = string.Join('\n', names);

        void Add(string name, string? value)
        {
            if (value is null) return;
            // What the child's own children are to have again.
            names.Add(environment.TryGetValue(name, out var before) ? $"{name}={before}" : name);
            environment[name] = value;
        }
    }

    internal void Validate()
    {
        if (HeapHardLimitBytes is < 1 << 20) throw new ArgumentOutOfRangeException(nameof(HeapHardLimitBytes), HeapHardLimitBytes, "A .NET heap needs at least 1 MiB.");
    }
}
