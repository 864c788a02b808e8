namespace Multiprocessing.Platform;

/// <summary>The signals that end processes: their numbers, names and meanings.</summary>
internal static partial class EndSignals
{
    /// <summary>What it means that this signal ended a process; null where none did.</summary>
    internal static partial EndCause CauseOf(int? signal);

    /// <summary>The signal by which a process is ended so.</summary>
    internal static partial int NumberOf(EndRequest request);

    /// <summary>The name of a signal; null for one that has none.</summary>
    internal static partial string? NameOf(int signal);
}
