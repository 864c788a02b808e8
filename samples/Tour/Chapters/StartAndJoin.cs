using Multiprocessing;

namespace Tour.Chapters;

/// <summary>A child starts, is waited for, and leaves an exit code.</summary>
internal static class StartAndJoin
{
    internal static void Run()
    {
        using var child = ChildProcess.Start(static () => Console.WriteLine($"Hello from {CurrentProcess.Name}."));
        child.Join();
        Console.WriteLine($"{child.Name} ended with exit code {child.ExitCode}.");
    }
}
