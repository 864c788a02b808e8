using Multiprocessing.Launching;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Worker;

namespace Multiprocessing.Pools;

/// <summary>
/// The data with which a worker is started: its pipe and its board, passed beside the function, so that the codec, whose first use takes
/// milliseconds, is not needed.
/// </summary>
internal static class WorkerStart
{
    internal static Call Call(PipeEnd pipe, WorkerBoard board) => new((Action)Run, [], null) { Gifts = [pipe, board] };

    private static void Run() =>
        WorkerProgram.Run(SharedObject.From<PipeEnd>(Launching.Call.Given[0]), SharedObject.From<WorkerBoard>(Launching.Call.Given[1]));
}
