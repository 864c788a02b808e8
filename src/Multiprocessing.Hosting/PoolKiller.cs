namespace Multiprocessing.Hosting;

/// <summary>
/// Kills the workers of a pool whose host is disposed of without having been stopped: the pool itself would first finish its tasks, without
/// a time limit. This object is made after the pool, so the services dispose of it before.
/// </summary>
internal sealed class PoolKiller : IDisposable
{
    internal TaskPool? Pool { get; set; }

    public void Dispose() => Pool?.Terminate();
}
