namespace Multiprocessing.Platform;

/// <summary>
/// Finds the <see cref="RuntimeFiles"/> of dead processes in a temporary folder and removes them. A file is removed only if it belongs to
/// this user, is a socket or pipe itself and no link to one, has exactly a name that a runtime gives, and its process is gone: no process
/// has that id, or one that started at another time, and no process listens on the socket.
/// </summary>
internal static partial class StaleRuntimeFiles
{
    /// <summary>Looks through a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="patience">The time after which the search gives up; a later search finds the rest.</param>
    internal static partial void Remove(string folder, TimeSpan patience);
}
