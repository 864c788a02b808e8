namespace Multiprocessing.Tests.Pools;

/// <summary>Keeps the tasks of workers waiting until it is opened.</summary>
internal sealed class Gate : IDisposable
{
    private readonly SharedEvent _open = new();
    private readonly SharedValue<int> _entered = new();

    internal SharedEvent Opened => _open;

    internal SharedValue<int> Entered => _entered;

    internal void Open() => _open.Set();

    /// <summary>Gives a pool a task for each worker that goes on when the gate is opened, and waits until all of them are there.</summary>
    internal Task[] Occupy(ProcessPool pool, int workers = 1)
    {
        var (open, entered) = (_open, _entered);
        var tasks = new Task[workers];
        for (var worker = 0; worker < workers; worker++)
        {
            tasks[worker] = pool.RunAsync(() =>
            {
                Interlocked.Increment(ref entered.Value);
                open.Wait();
            });
        }

        Synchronization.Eventually.IsTrue(() => Volatile.Read(ref entered.Value) == workers);
        return tasks;
    }

    public void Dispose()
    {
        _open.Dispose();
        _entered.Dispose();
    }
}
