namespace Multiprocessing.Platform;

/// <summary>
/// The socket and the two pipes that a .NET runtime keeps in the temporary folder for debuggers and diagnostic tools. It removes them when
/// it ends by itself; when it is killed, or leaves by <c>_exit</c>, they would stay, so its parent removes them. Where that was killed too,
/// <see cref="StaleRuntimeFiles"/> finds them.
/// </summary>
internal static partial class RuntimeFiles
{
    /// <summary>
    /// Removes what a process has left; to be called when it has ended and before its status is collected, while its id is still its own.
    /// </summary>
    internal static partial void Remove(int pid, string folder);

    /// <summary>Removes those of this process, which is about to leave by <c>_exit</c>.</summary>
    internal static partial void RemoveOwn();

    /// <summary>Where a process with this environment keeps them.</summary>
    internal static partial string Folder(IReadOnlyDictionary<string, string> environment);
}
