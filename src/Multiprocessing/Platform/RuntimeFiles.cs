namespace Multiprocessing.Platform;

/// <summary>
/// The socket and the two pipes that a .NET runtime keeps in the temporary folder for debuggers and diagnostic tools. The runtime removes
/// them when its process ends by itself; when the process is killed, or leaves by <c>_exit</c>, they would stay, so the parent removes
/// them. Where the parent was killed too, <see cref="StaleRuntimeFiles"/> finds them.
/// </summary>
internal static partial class RuntimeFiles
{
    /// <summary>
    /// Removes the files that a process has left. To be called when the process has ended and before its status is collected, while its id
    /// is still its own.
    /// </summary>
    internal static partial void Remove(int pid, string folder);

    /// <summary>Removes the files of this process, which is about to leave by <c>_exit</c>.</summary>
    internal static partial void RemoveOwn();

    /// <summary>Returns the folder in which a process with this environment keeps its files.</summary>
    internal static partial string Folder(IReadOnlyDictionary<string, string> environment);
}
