namespace Multiprocessing.Platform;

/// <summary>
/// Finds the <see cref="RuntimeFiles"/> of dead processes in a temporary folder and removes them. Only files that are this user's own,
/// sockets and pipes in themselves and no links to any, named to the letter as a runtime names them, and of a process that is gone: none
/// has that id, or one that started at another time, and nobody listens on the socket.
/// </summary>
internal static partial class StaleRuntimeFiles
{
    /// <summary>Looks through a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="patience">After how long it gives up; what is left then is somebody else's to find.</param>
    internal static partial void Remove(string folder, TimeSpan patience);
}
