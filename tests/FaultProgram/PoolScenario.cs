using System.Runtime.InteropServices;
using Multiprocessing;

namespace FaultProgram;

/// <summary>A program with a pool that it does not dispose of.</summary>
internal static partial class PoolScenario
{
    private const int Interrupt = 2;

    /// <summary>The program ends by itself, whatever its pool is at.</summary>
    internal static void Abandon(Report report, string way)
    {
        report.Attempt("forgotten", Forget);
        var pool = new ProcessPool(2);
        report.Attempt("first", () => pool.Run(static () => 42));
        if (way == "idle") return;
        using var begun = new SharedCountdown(2);
        for (var worker = 0; worker < 2; worker++)
        {
            _ = pool.RunAsync(static begun =>
            {
                begun.Signal();
                Work.Spin();
            }, begun);
        }

        begun.Wait();
        _ = pool.MapAsync(static x => x, Enumerable.Range(0, 1000));
    }

    /// <summary>The program ends while one worker runs a task, another one waits for one, and a task waits.</summary>
    internal static void EndWithOneBusy(Report report)
    {
        var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 2, Cleanup = Noting(report), WorkerEndTimeLimit = TimeSpan.FromMinutes(1) });
        using var ready = new SharedCountdown(2);
        // Both workers have started, and ended their tasks.
        Task.WaitAll([.. Enumerable.Range(0, 2).Select(_ => pool.RunAsync(static ready =>
        {
            ready.Signal();
            ready.Wait();
        }, ready))]);
        using var begun = new SharedEvent();
        _ = pool.RunAsync(static begun =>
        {
            begun.Set();
            Work.Sleep();
        }, begun);
        begun.Wait();
    }

    private static Action Noting(Report report) => () => report.Line("cleanup");

    internal static void WaitToBeKilled(Report report)
    {
        var pool = new ProcessPool(3);
        using var begun = new SharedCountdown(3);
        _ = pool.RunAsync(static begun =>
        {
            begun.Signal();
            Work.Spin();
        }, begun);
        _ = pool.RunAsync(static begun =>
        {
            begun.Signal();
            Work.Sleep();
        }, begun);
        // A pool of its own, at work too.
        _ = pool.RunAsync(static begun =>
        {
            var inner = new ProcessPool(1);
            inner.Run(static () => 1);
            begun.Signal();
            inner.RunAsync(static () => Work.Spin()).Wait();
        }, begun);
        begun.Wait();
        report.Line("ready");
        Work.Sleep();
    }

    internal static void WaitForInterrupt(Report report)
    {
        LeadGroup();
        WaitToBeKilled(report);
    }

    /// <summary>The program goes on, and its workers with it.</summary>
    internal static void HandleInterrupt(Report report)
    {
        LeadGroup();
        using var pressed = new ManualResetEventSlim();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            pressed.Set();
        };
        using var pool = new ProcessPool(2);
        using var begun = new SharedEvent();
        using var release = new SharedEvent();
        var running = pool.RunAsync(static given =>
        {
            given.begun.Set();
            given.release.Wait();
            return 42;
        }, (begun, release));
        begun.Wait();
        report.Attempt("other", () => pool.Run(static () => 43));
        report.Line("ready");
        pressed.Wait();
        release.Set();
        report.Attempt("running", () => running.Result);
        report.Attempt("later", () => pool.Map(static x => x, [1, 2, 3]).Sum());
        report.Line($"restarts: {pool.GetSnapshot().Restarts}");
    }

    /// <summary>Ctrl+C again and again, while workers start.</summary>
    internal static void InterruptStarts(Report report)
    {
        LeadGroup();
        Console.CancelKeyPress += static (_, key) => key.Cancel = true;
        for (var round = 0; round < 10; round++)
        {
            using var pool = new ProcessPool(4);
            Thread.Sleep(round * 8);
            _ = Send(0, Interrupt);
            report.Attempt("pool", () => pool.Map(static x => x, [1, 2, 3]).Sum());
        }
    }

    // Nobody refers to the pool any more, but for the one who waits for its task.
    private static object Forget()
    {
        var task = new ProcessPool(1).RunAsync(static () =>
        {
            Thread.Sleep(200);
            return 41;
        });
        while (!task.IsCompleted)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return task.Result;
    }

    private static void LeadGroup()
    {
        if (SetGroup(0, 0) != 0) throw new InvalidOperationException("No new process group.");
        // Who was started in the background by a shell ignores Ctrl+C, and so do all its descendants.
        _ = Handle(Interrupt, 0);
    }

    [LibraryImport("libc.so.6", EntryPoint = "setpgid")]
    private static partial int SetGroup(int process, int group);

    [LibraryImport("libc.so.6", EntryPoint = "signal")]
    private static partial nint Handle(int signal, nint handler);

    [LibraryImport("libc.so.6", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
