namespace Multiprocessing.Platform;

/// <content>The first three descriptors.</content>
internal static partial class StandardStreams
{
    internal static partial OsHandle Input => OsHandle.Of(0);

    internal static partial OsHandle Output => OsHandle.Of(1);

    internal static partial OsHandle Error => OsHandle.Of(2);
}
