using Multiprocessing;

namespace Tour.Chapters;

/// <summary>One worker, its arguments given by position and by name.</summary>
internal static class WorkerArguments
{
    internal static void Run()
    {
        using var byPosition = new ChildProcess(Work, ["parts", 3]);
        byPosition.Start();
        byPosition.Join();

        using var byName = new ChildProcess(Work, new Dictionary<string, object?> { ["count"] = 5, ["what"] = "screws" });
        byName.Start();
        byName.Join();

        using var withDefault = new ChildProcess(Work, new Dictionary<string, object?> { ["what"] = "bolt" });
        withDefault.Start();
        withDefault.Join();
    }

    private static void Work(string what, int count = 1) => Console.WriteLine($"Worked on {count} {what}.");
}
