using System.Collections.Concurrent;
using System.Globalization;
using Multiprocessing;

namespace Tour.Chapters;

/// <summary>A child that never ends by itself, watched and terminated.</summary>
internal static class EndlessClock
{
    internal static void Run()
    {
        using var times = new BlockingCollection<string>();
        using var clock = new ChildProcess(Tick, options: new ProcessOptions { StandardOutput = ProcessOutput.ToLines(times.Add) });
        Console.WriteLine($"Before the start: alive {clock.IsAlive}.");
        clock.Start();
        for (var tick = 1; tick <= 3; tick++) Console.WriteLine($"The clock says {times.Take()}: alive {clock.IsAlive}.");
        clock.Terminate();
        clock.Join();
        Console.WriteLine($"After Terminate: alive {clock.IsAlive}, exit code {clock.ExitCode}.");
    }

    private static void Tick()
    {
        while (true)
        {
            Console.WriteLine(DateTime.Now.ToString("HH:mm:ss.ff", CultureInfo.InvariantCulture));
            Thread.Sleep(100);
        }
    }
}
