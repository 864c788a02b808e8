namespace Multiprocessing.Platform;

/// <summary>Starts processes. What that costs does not grow with this process, and the child gets exactly the handles named.</summary>
internal static partial class Spawner
{
    /// <summary>Starts a process.</summary>
    /// <exception cref="SystemCallException">The system cannot, for the reason that it gives.</exception>
    internal static partial SpawnedProcess Spawn(SpawnRequest request);
}
