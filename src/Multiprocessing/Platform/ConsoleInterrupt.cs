namespace Multiprocessing.Platform;

/// <summary>Handles Ctrl+C, which a terminal sends to all processes in its foreground.</summary>
internal static partial class ConsoleInterrupt
{
    /// <summary>Makes this process go on after Ctrl+C; the runtime respects that, also where the console is used.</summary>
    internal static partial void Ignore();
}
