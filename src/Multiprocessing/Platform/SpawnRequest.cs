namespace Multiprocessing.Platform;

/// <summary>
/// What <see cref="Spawner"/> needs to start a process. The title is what lists of processes show first. A standard stream without a handle
/// is the null device.
/// </summary>
internal sealed record SpawnRequest(string Executable, string Title, string[] Arguments, IReadOnlyDictionary<string, string> Environment,
    string? WorkingDirectory)
{
    internal OsHandle Input { get; init; }
    internal OsHandle Output { get; init; } = StandardStreams.Output;
    internal OsHandle Error { get; init; } = StandardStreams.Error;
    internal OsHandle Control { get; init; }
    internal OsHandle Lifeline { get; init; }
    internal OsHandle TreeMemory { get; init; }
    internal IReadOnlyList<int>? Processors { get; init; }
}
