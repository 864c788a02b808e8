namespace Multiprocessing.Platform;

/// <summary>
/// Waits for foreground threads, as the runtime does when <c>Main</c> returns, in programs where <c>Main</c> is never reached. The runtime
/// counts its threads, and tells debuggers where the counts lie by a description that it exports: a structure that leads to a text of
/// types, fields and offsets.
/// </summary>
internal static partial class ForegroundThreads
{
    /// <summary>Waits until no foreground thread but this one is left; returns at once where the runtime does not tell.</summary>
    internal static partial void WaitForOthers();
}
