using System.Runtime.InteropServices;
using Multiprocessing;

namespace FaultProgram;

/// <summary>The program runs at a terminal of its own, with children that spin and sleep, until somebody presses Ctrl+C there.</summary>
internal static partial class TerminalScenario
{
    internal static void Run(Report report, string terminal)
    {
        Attach(terminal);
        var children = StartAll();
        report.Line("ready");
        foreach (var child in children) child.Join();
    }

    internal static void RunWithHandler(Report report, string terminal)
    {
        Attach(terminal);
        Console.CancelKeyPress += static (_, key) => key.Cancel = true;
        var children = StartAll();
        report.Line("ready");
        foreach (var child in children)
        {
            child.Join();
            report.Line($"child: {child.ExitCode}");
        }

        report.Attempt("spare", static () => ChildProcess.Start(static () => 42, Work.Spare).Result);
    }

    // Beside these, a spare waits.
    private static ChildProcess[] StartAll()
    {
        WarmSpares.PrepareAsync().Wait();
        var spins = Begin(Work.Spin, Work.Spare);
        WarmSpares.PrepareAsync().Wait();
        var sleeps = Begin(Work.Sleep, Work.Spare);
        ChildProcess[] children = [spins, sleeps, Begin(Work.Spin), Begin(Work.Sleep)];
        WarmSpares.PrepareAsync().Wait();
        return children;
    }

    private static ChildProcess Begin(Action work, ProcessOptions? options = null)
    {
        using var begins = new ManualResetEventSlim();
        IProgress<int> progress = new Begins(begins);
        var child = ChildProcess.Start(() =>
        {
            progress.Report(0);
            work();
        }, options);
        begins.Wait();
        return child;
    }

    private sealed class Begins(ManualResetEventSlim begins) : IProgress<int>
    {
        public void Report(int value) => begins.Set();
    }

    // The first terminal that the leader of a new session opens is its controlling terminal.
    private static void Attach(string path)
    {
        const int ReadWrite = 2, Interrupt = 2, ByDefault = 0;
        if (NewSession() < 0) throw new InvalidOperationException("No new session.");
        var terminal = Open(path, ReadWrite);
        for (var stream = 0; stream <= 2; stream++) _ = Duplicate(terminal, stream);
        _ = Close(terminal);
        // Who was started in the background by a shell ignores Ctrl+C, and so do all its descendants.
        _ = Handle(Interrupt, ByDefault);
    }

    [LibraryImport("libc.so.6", EntryPoint = "setsid")]
    private static partial int NewSession();

    [LibraryImport("libc.so.6", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc.so.6", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc.so.6", EntryPoint = "signal")]
    private static partial nint Handle(int signal, nint handler);

    [LibraryImport("libc.so.6", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
