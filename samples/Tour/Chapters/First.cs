using Multiprocessing;

namespace Tour.Chapters;

/// <summary>What a first lesson on processes shows.</summary>
internal static class First
{
    private static int s_a = 1;

    internal static Task StartAndJoin()
    {
        var child = ChildProcess.Start(() => Console.WriteLine($"Hello from {CurrentProcess.Name}."));
        child.Join();
        Console.WriteLine($"{child.Name} ended with exit code {child.ExitCode}.");
        return Task.CompletedTask;
    }

    internal static Task WorkTogether()
    {
        var child = ChildProcess.Start(() =>
        {
            for (var step = 1; step <= 3; step++)
            {
                Console.WriteLine($"child:  step {step}");
                Thread.Sleep(50);
            }
        });
        for (var step = 1; step <= 3; step++)
        {
            Console.WriteLine($"parent: step {step}");
            Thread.Sleep(50);
        }

        child.Join();
        return Task.CompletedTask;
    }

    internal static Task OwnMemory()
    {
        var child = ChildProcess.Start(() =>
        {
            s_a = 1000;
            Console.WriteLine($"In the child, a is {s_a}.");
        });
        child.Join();
        Console.WriteLine($"In the parent, a is still {s_a}.");
        return Task.CompletedTask;
    }

    internal static Task ThreeProcesses()
    {
        Console.WriteLine($"The parent is {Environment.ProcessId}.");
        ChildProcess[] children = [ChildProcess.Start(Eat), ChildProcess.Start(Sleep), ChildProcess.Start(Study)];
        foreach (var child in children) child.Join();
        return Task.CompletedTask;
    }

    internal static Task ArgumentsByPositionAndName()
    {
        var byPosition = new ChildProcess(Work, "parts", 3);
        byPosition.Start();
        byPosition.Join();

        var byName = new ChildProcess(Work, new Dictionary<string, object?> { ["count"] = 5, ["what"] = "screws" });
        byName.Start();
        byName.Join();

        // Where the call is written down, C# has names of its own.
        ChildProcess.Start(() => Work(count: 7, what: "bolts")).Join();
        return Task.CompletedTask;
    }

    private static void Eat() => Tell("eat");

    private static void Sleep() => Tell("sleep");

    private static void Study() => Tell("study");

    private static void Tell(string what) =>
        Console.WriteLine($"I {what}: parent {CurrentProcess.Parent!.Id}, own id {Environment.ProcessId}.");

    private static void Work(string what, int count) => Console.WriteLine($"Worked on {count} {what}.");
}
