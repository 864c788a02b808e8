namespace Multiprocessing.Platform;

/// <summary>Ctrl+C, which a terminal sends to all processes in its foreground.</summary>
internal static class ConsoleInterrupt
{
    private const nint Ignored = 1;

    /// <summary>This process goes on; the runtime respects that, also where the console is used.</summary>
    internal static void Ignore() => Libc.SetSignalHandler(Libc.SIGINT, Ignored);
}
