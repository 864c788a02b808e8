using Multiprocessing.Launching;
using Multiprocessing.Memory;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Worker;

namespace Multiprocessing.Pools;

/// <summary>What a worker is started with: its pipe and its board beside the function, so that the codec, whose first use takes milliseconds, is left out where there is no initializer.</summary>
internal static class WorkerStart
{
    internal static Call Call(PipeEnd pipe, WorkerBoard board, WorkerInitializer? initializer) =>
        new(initializer is null ? (Action)Run : new StartWithInitializer(initializer).Run, [], null) { Gifts = [pipe, board] };

    private static void Run() => Run(null);

    private static void Run(WorkerInitializer? initializer) =>
        WorkerProgram.Run(SharedObject.From<PipeEnd>(Launching.Call.Given[0]), SharedObject.From<WorkerBoard>(Launching.Call.Given[1]), initializer);

    // It travels as the target of an action, which the worker calls without reflection.
    private sealed class StartWithInitializer(WorkerInitializer initializer)
    {
        internal void Run() => WorkerStart.Run(initializer);
    }
}
