namespace Multiprocessing.Platform;

/// <summary>
/// Waits for foreground threads as the runtime does when <c>Main</c> returns, where there is no return to it. The runtime counts its
/// threads and shows debuggers where, by a description that it exports: a structure that leads to a text of types, fields and offsets.
/// </summary>
internal static partial class ForegroundThreads
{
    /// <summary>Returns when no foreground thread but this one is left; at once where the runtime does not tell.</summary>
    internal static partial void WaitForOthers();
}
