namespace Multiprocessing.Platform;

/// <summary>The standard streams of this process, for children that share them.</summary>
internal static partial class StandardStreams
{
    internal static partial OsHandle Input { get; }

    internal static partial OsHandle Output { get; }

    internal static partial OsHandle Error { get; }
}
