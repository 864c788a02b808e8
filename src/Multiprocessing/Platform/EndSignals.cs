namespace Multiprocessing.Platform;

/// <summary>Numbers, names and meanings of the signals that end processes.</summary>
internal static partial class EndSignals
{
    /// <summary>Returns what it means that this signal ended a process; <see cref="EndCause.Exit"/> for null, no signal.</summary>
    internal static partial EndCause CauseOf(int? signal);

    /// <summary>Returns the number of the signal for a kind of end.</summary>
    internal static partial int NumberOf(EndRequest request);

    /// <summary>Returns the name of a signal; null for one that has none.</summary>
    internal static partial string? NameOf(int signal);
}
