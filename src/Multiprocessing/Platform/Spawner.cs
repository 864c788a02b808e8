namespace Multiprocessing.Platform;

/// <summary>Starts processes. The cost does not grow with this process's memory, and the child gets exactly the handles named.</summary>
internal static partial class Spawner
{
    /// <summary>Starts a process.</summary>
    /// <exception cref="SystemCallException">The system refuses, for the reason in the message.</exception>
    internal static partial SpawnedProcess Spawn(SpawnRequest request);
}
