using Multiprocessing;

namespace Tour.Chapters;

/// <summary>Start returns at once; only Join waits.</summary>
internal static class WorkTogether
{
    internal static void Run()
    {
        using var child = ChildProcess.Start(static () => Work("child"));
        Work("parent");
        child.Join();
        Console.WriteLine("Both are done.");
    }

    private static void Work(string who)
    {
        for (var step = 1; step <= 4; step++)
        {
            Console.WriteLine($"{who}: step {step}");
            Thread.Sleep(50);
        }
    }
}
