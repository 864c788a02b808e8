namespace Multiprocessing.Hosting;

/// <summary>
/// Kills the workers of a pool whose host is disposed of without having been stopped: the pool itself would do first what it has, and
/// nobody says for how long. It is made after the pool, so services dispose of it before.
/// </summary>
internal sealed class PoolKiller : IDisposable
{
    internal TaskPool? Pool { get; set; }

    public void Dispose() => Pool?.Terminate();
}
