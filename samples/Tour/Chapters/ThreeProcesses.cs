using Multiprocessing;

namespace Tour.Chapters;

/// <summary>Three functions in three processes, each with an id of its own and the same parent.</summary>
internal static class ThreeProcesses
{
    internal static void Run()
    {
        Console.WriteLine($"The parent is {Environment.ProcessId}.");
        ChildProcess[] children = [ChildProcess.Start(Eat), ChildProcess.Start(Sleep), ChildProcess.Start(Study)];
        foreach (var child in children)
        {
            child.Join();
            child.Dispose();
        }
    }

    private static void Eat() => Tell("eat");

    private static void Sleep() => Tell("sleep");

    private static void Study() => Tell("study");

    private static void Tell(string what) =>
        Console.WriteLine($"I {what}: parent {CurrentProcess.Parent!.Id}, own id {Environment.ProcessId}.");
}
