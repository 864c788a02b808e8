using Multiprocessing;

namespace Tour.Chapters;

/// <summary>A child of the tour starts a daemon and returns; the daemon, which would run for ever, goes with it.</summary>
internal static class Daemon
{
    internal static async Task RunAsync()
    {
        var daemon = await ChildProcess.RunAsync(StartDaemon);
        Console.WriteLine($"Its parent has ended normally; daemon {daemon} {(Directory.Exists($"/proc/{daemon}") ? "STILL RUNS" : "is terminated")}.");
    }

    private static int StartDaemon()
    {
        using var runs = new ManualResetEventSlim();
        var daemon = ChildProcess.Start(RunForEver, new ProcessOptions
        {
            IsDaemon = true,
            StandardOutput = ProcessOutput.ToLines(line =>
            {
                Console.WriteLine(line);
                runs.Set();
            }),
        });
        runs.Wait();
        return daemon.Id!.Value;
    }

    private static void RunForEver()
    {
        Console.WriteLine($"Daemon {Environment.ProcessId} runs for ever.");
        Thread.Sleep(Timeout.Infinite);
    }
}
