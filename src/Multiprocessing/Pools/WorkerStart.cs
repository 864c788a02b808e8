using Multiprocessing.Messaging;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Worker;

namespace Multiprocessing.Pools;

/// <summary>What a worker is started with. It travels as the target of an action, which the worker calls without reflection.</summary>
internal sealed class WorkerStart(PipeEnd pipe, WorkerBoard board, WorkerInitializer? initializer) : IDisposable
{
    internal void Run() => WorkerProgram.Run(pipe, board, initializer);

    /// <summary>Lets go of what it leads to, where it does not run.</summary>
    public void Dispose()
    {
        pipe.Dispose();
        board.Dispose();
    }
}
