using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AotProgram.Values;
using Multiprocessing;

namespace AotProgram;

/// <summary>
/// What the program can do while it is only run, by the ordinary runtime, though it is to be compiled ahead of time one day: all.
/// </summary>
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The program is run for this before it is compiled ahead of time.")]
internal static class RunChecks
{
    internal static void The_program_is_told_that_there_is_no_dynamic_code() =>
        Check.That(!RuntimeFeature.IsDynamicCodeSupported, "dynamic code is not supported");

    internal static void Children_start()
    {
        var captured = new Unnamed(1);
        Check.That(ChildProcess.RunAsync(() => captured).GetAwaiter().GetResult().ToString() == captured.ToString(), "a value goes to a child and comes back");
        Check.That(ChildProcess.Start(static (int number) => number + 1, 41).Result == 42, "an argument goes to a child");
        WarmSpares.PrepareAsync().GetAwaiter().GetResult();
        Check.That(ChildProcess.Start(static () => 42, new ProcessOptions { StartMethod = StartMethod.WarmSpare }).Result == 42, "a spare takes a function");
        WarmSpares.Count = 0;
    }

    internal static void Children_have_children() =>
        Check.That(ChildProcess.Start(static () => ChildProcess.Start(static () => 42).Result).Result == 42, "a grandchild answers");

    internal static void Pools_work()
    {
        using var pool = new ProcessPool(1);
        Check.That(pool.MapAsync(static number => number * number, Enumerable.Range(0, 100)).GetAwaiter().GetResult().Sum() == 328350, "a pool maps");
    }

    internal static void Values_go_through_pipes_and_queues()
    {
        var (first, second) = Connection.CreatePipe();
        first.Send(new Unnamed(7));
        Check.That(second.Receive<Unnamed>().ToString() == new Unnamed(7).ToString(), "a value goes through a pipe");
        using var queue = new SharedQueue<Unnamed>();
        queue.Enqueue(new Unnamed(8));
        Check.That(queue.Dequeue().ToString() == new Unnamed(8).ToString(), "a value goes through a queue");
    }
}
