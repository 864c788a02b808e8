using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Multiprocessing.Launching;
using Multiprocessing.Messaging;
using Multiprocessing.Platform;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Worker;

/// <summary>What a spare does ahead so that it can be a worker at once: as its own pool and worker, it runs a task.</summary>
internal static class WorkerRehearsal
{
    // Registered here, since the code that starts spares knows nothing of pools.
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It sets one field of this library's own.")]
    internal static void Register()
    {
        // Guarded, since otherwise NativeAOT would keep all code of pools.
        if (AheadOfTime.IsAbsent) WarmUp.Rehearsal = Run;
    }

    private static void Run()
    {
        var (pool, worker) = PipeEnd.Create(isDuplex: true);
        using var board = new WorkerBoard();
        using (pool)
        using (worker)
        {
            Travel(worker, board);
            Function1<int, int> function = new(static number => number);
            var sender = new TaskSender(pool.Outgoing!);
            TaskBindings? bindings = null;
            sender.TrySend(new TaskHeader(TaskMessage.CacheFunction, TaskTraits.None, 1, 0), null,
                Payload.OfObject<WorkerFunction>(function, "", PayloadBlocks.None, ref bindings));
            sender.TrySend(new TaskHeader(TaskMessage.Initialize, TaskTraits.None, 0, 0), null, default);
            board.Offer(1, 0);
            sender.TrySend(new TaskHeader(TaskMessage.Run, TaskTraits.None, 1, 1), null, new Payload(BitConverter.GetBytes(1)));
            sender.TrySend(new TaskHeader(TaskMessage.Stop, TaskTraits.None, 0, 0), null, default);
            WorkerProgram.Rehearse(worker, board);
        }
    }

    private static void Travel(PipeEnd worker, WorkerBoard board)
    {
        var writer = new ObjectWriter();
        WorkerStart.Call(worker, board).Write(writer, null);
        _ = Call.Read(new ObjectReader(writer.Written));
        SharedObject.From<PipeEnd>(Call.Given[0]).Dispose();
        SharedObject.From<WorkerBoard>(Call.Given[1]).Dispose();
    }
}
