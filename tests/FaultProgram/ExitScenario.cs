using Multiprocessing;

namespace FaultProgram;

/// <summary>The program ends, in one of several ways, while children run.</summary>
internal static class ExitScenario
{
    internal static int Run(Report report, string way)
    {
        WarmSpares.PrepareAsync().Wait();
        Announce("daemon", ChildProcess.Start(Work.Spin, new ProcessOptions { IsDaemon = true }));
        Announce("daemon", ChildProcess.Start(Work.Sleep, new ProcessOptions { IsDaemon = true, StartMethod = StartMethod.WarmSpare }));
        WarmSpares.PrepareAsync().Wait();
        Announce("worker", ChildProcess.Start(FinishLater, report, Work.Spare));
        Announce("worker", ChildProcess.Start(FinishLater, report));
        report.Line("ready");
        switch (way)
        {
            case "exit":
                Environment.Exit(7);
                break;
            case "throw": throw new FormatException("as wanted");
            case "dispose":
                DisposeInBackground();
                break;
            case "callback":
                ExitInCallback();
                break;
            case "starting":
                StartInBackground();
                break;
            case "wait":
                Thread.Sleep(Timeout.Infinite);
                break;
        }

        return 7;

        void Announce(string kind, ChildProcess child) => report.Line($"{kind} {child.Id}");
    }

    // Its end is seen, and the object closed, while the program's end waits for the workers.
    private static void DisposeInBackground()
    {
        var child = ChildProcess.Start(static () => Thread.Sleep(100));
        new Thread(() =>
        {
            using (child) child.Join();
        })
        { IsBackground = true }.Start();
    }

    // The program's end waits for a child whose receiver is what ends the program.
    private static void ExitInCallback()
    {
        ChildProcess.Start(static () => Console.WriteLine("end"), new ProcessOptions { StandardOutput = ProcessOutput.ToLines(static _ => Environment.Exit(7)) });
        Thread.Sleep(Timeout.Infinite);
    }

    // Daemons are started until the program is gone.
    private static void StartInBackground()
    {
        new Thread(static () =>
        {
            while (true) ChildProcess.Start(Work.Sleep, new ProcessOptions { IsDaemon = true });
        })
        { IsBackground = true }.Start();
        Thread.Sleep(100);
    }

    private static void FinishLater(Report report)
    {
        Thread.Sleep(500);
        report.Line("worker finished");
    }
}
