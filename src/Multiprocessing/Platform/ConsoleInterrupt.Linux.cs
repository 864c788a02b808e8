namespace Multiprocessing.Platform;

/// <content>SIGINT.</content>
internal static partial class ConsoleInterrupt
{
    private const nint Ignored = 1;

    internal static partial void Ignore() => Libc.SetSignalHandler(Libc.SIGINT, Ignored);
}
