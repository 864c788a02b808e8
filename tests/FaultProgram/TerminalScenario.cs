using System.Runtime.InteropServices;
using Multiprocessing;

namespace FaultProgram;

/// <summary>The program runs at a terminal of its own, with children that spin and sleep, until somebody presses Ctrl+C there.</summary>
internal static partial class TerminalScenario
{
    internal static void Run(Report report, string terminal)
    {
        Attach(terminal);
        WarmSpares.PrepareAsync().Wait();
        Announce(ChildProcess.Start(Work.Spin, Work.Spare));
        WarmSpares.PrepareAsync().Wait();
        Announce(ChildProcess.Start(Work.Sleep, Work.Spare));
        Announce(ChildProcess.Start(Work.Spin));
        var last = ChildProcess.Start(Work.Sleep);
        Announce(last);
        // The spare that waits, and one that may just be starting, are gone with the others.
        WarmSpares.PrepareAsync().Wait();
        report.Line("ready");
        last.Join();

        void Announce(ChildProcess child) => report.Line($"{child.Id}");
    }

    // The first terminal that the leader of a new session opens is its controlling terminal.
    private static void Attach(string path)
    {
        const int ReadWrite = 2;
        if (NewSession() < 0) throw new InvalidOperationException("No new session.");
        var terminal = Open(path, ReadWrite);
        for (var stream = 0; stream <= 2; stream++) _ = Duplicate(terminal, stream);
        _ = Close(terminal);
    }

    [LibraryImport("libc.so.6", EntryPoint = "setsid")]
    private static partial int NewSession();

    [LibraryImport("libc.so.6", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc.so.6", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc.so.6", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
