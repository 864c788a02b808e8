using Multiprocessing;

namespace Tour.Chapters;

/// <summary>A child has statics of its own: what it sets, its parent never sees.</summary>
internal static class OwnMemory
{
    private static int s_a = 1;

    internal static void Run()
    {
        using var child = ChildProcess.Start(static () =>
        {
            s_a = 1000;
            Console.WriteLine($"In the child, a is now {s_a}.");
        });
        child.Join();
        Console.WriteLine($"In the parent, a is still {s_a}.");
    }
}
