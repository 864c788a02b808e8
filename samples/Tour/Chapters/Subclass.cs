using Multiprocessing;

namespace Tour.Chapters;

/// <summary>A class derived from ChildProcess: its fields travel to the child, where Run is called.</summary>
internal static class Subclass
{
    internal static void Run()
    {
        using var greeter = new Greeter("Ada");
        greeter.Start();
        greeter.Join();
        Console.WriteLine($"{greeter.Name} ended with exit code {greeter.ExitCode}.");
    }

    private sealed class Greeter(string guest) : ChildProcess
    {
        protected override void Run() => Console.WriteLine($"{Name} greets {guest}.");
    }
}
