using Multiprocessing;
using Multiprocessing.Tests.Faults;

namespace FaultProgram;

/// <summary>The file system of named shared memory is full.</summary>
internal static class FullMemoryScenario
{
    private const int Rivals = 8;
    private const int Rounds = 20;
    private const string Folder = "/dev/shm";

    /// <summary>
    /// A segment takes more than half of the room, so at most one of many that are made at once has it, and can write to all of it.
    /// </summary>
    internal static void Fill(Report report)
    {
        var size = (new DriveInfo(Folder).TotalSize / 2) + 1;
        for (var round = 0; round < Rounds; round++)
        {
            using var start = new Barrier(Rivals);
            var outcomes = new string[Rivals];
            var made = new SharedMemory?[Rivals];
            Parallel.For(0, Rivals, new ParallelOptions { MaxDegreeOfParallelism = Rivals }, number =>
            {
                start.SignalAndWait(TimeSpan.FromSeconds(1));
                outcomes[number] = Report.Outcome(() => made[number] = SharedMemory.Create(size)).Split(':')[0];
            });
            foreach (var memory in made) memory?.Span.Fill(1);
            // They may have stood in each other's way.
            if (made.Count(static memory => memory is not null) > 1) report.Line("There was room for several.");
            foreach (var number in Enumerable.Range(0, Rivals).Where(number => made[number] is null && outcomes[number] != nameof(InsufficientMemoryException))) report.Line(outcomes[number]);
            foreach (var memory in made) Remove(memory);
        }

        var last = SharedMemory.Create(size);
        UseOthers(report, size);
        Remove(last);
        report.Attempt("with room again", () => Write(size));
    }

    /// <summary>Where the file system is everybody's, it is not filled: what it could never hold is asked for.</summary>
    internal static void AskForTooMuch(Report report)
    {
        UseOthers(report, new DriveInfo(Folder).TotalSize * 2);
        report.Attempt("with room again", static () => Write(1000));
    }

    // What has no name is in no file system.
    private static void UseOthers(Report report, long size)
    {
        report.Line($"another: {Report.Outcome(() => SharedMemory.Create(size)).Split(':')[0]}");
        report.Attempt("queue", static () =>
        {
            using var queue = new SharedQueue<byte[]>();
            queue.Enqueue(new byte[1 << 20]);
            return ChildProcess.Start(static queue => queue.Dequeue().Length, queue).Result;
        });
        report.Attempt("pool", static () =>
        {
            using var pool = new ProcessPool(2);
            return pool.Map(static x => new byte[x].Length, [1 << 20, 1 << 20]).Sum();
        });
    }

    private static string Write(long size)
    {
        var memory = SharedMemory.Create(size);
        memory.Span.Fill(2);
        Remove(memory);
        return "written";
    }

    private static void Remove(SharedMemory? memory)
    {
        memory?.Unlink();
        memory?.Dispose();
    }
}
