using Multiprocessing.Launching;
using Multiprocessing.Memory;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Worker;

namespace Multiprocessing.Pools;

/// <summary>
/// What a worker is started with: its pipe and its board, beside the function, so that the codec, whose first use takes milliseconds, is
/// left out.
/// </summary>
internal static class WorkerStart
{
    internal static Call Call(PipeEnd pipe, WorkerBoard board) => new((Action)Run, [], null) { Gifts = [pipe, board] };

    private static void Run() =>
        WorkerProgram.Run(SharedObject.From<PipeEnd>(Launching.Call.Given[0]), SharedObject.From<WorkerBoard>(Launching.Call.Given[1]));
}
