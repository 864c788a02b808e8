namespace Multiprocessing.Platform;

/// <summary>
/// What <see cref="Spawner"/> needs to start a process; the title is what those who list processes see first. A descriptor of -1 means the
/// null device.
/// </summary>
internal sealed record SpawnRequest(string Executable, string Title, string[] Arguments, IReadOnlyDictionary<string, string> Environment,
    string? WorkingDirectory)
{
    internal int Input { get; init; } = -1;
    internal int Output { get; init; } = 1;
    internal int Error { get; init; } = 2;
    internal int Control { get; init; }
    internal int Lifeline { get; init; }
    internal int Arena { get; init; }
    internal IReadOnlyList<int>? Processors { get; init; }
}
