using Multiprocessing;

namespace Tour.Chapters;

/// <summary>A loop that no thread could be stopped in: its process is killed when the time is over.</summary>
internal static class RunawayLoop
{
    internal static void Run()
    {
        using var runaway = ChildProcess.Start(Spin);
        if (runaway.Join(TimeSpan.FromMilliseconds(300)))
        {
            Console.WriteLine("The loop ENDED by itself.");
            return;
        }

        Console.WriteLine("The time is over and the loop still runs.");
        runaway.Kill();
        runaway.Join();
        Console.WriteLine($"It had to be killed: exit code {runaway.ExitCode}.");
    }

    private static void Spin()
    {
        while (true)
        {
        }
    }
}
