namespace Multiprocessing.Platform;

/// <summary>Ctrl+C, which a terminal sends to all processes in its foreground.</summary>
internal static partial class ConsoleInterrupt
{
    /// <summary>This process goes on; the runtime respects that, also where the console is used.</summary>
    internal static partial void Ignore();
}
