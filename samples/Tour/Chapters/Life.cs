using Multiprocessing;

namespace Tour.Chapters;

/// <summary>How processes live and end.</summary>
internal static class Life
{
    internal static Task EndlessClock()
    {
        var clock = new ChildProcess(() =>
        {
            while (true)
            {
                Console.WriteLine("tick");
                Thread.Sleep(50);
            }
        });
        Console.WriteLine($"Before the start: alive {clock.IsAlive}.");
        clock.Start();
        Thread.Sleep(200);
        Console.WriteLine($"While it ticks: alive {clock.IsAlive}.");
        clock.Terminate();
        clock.Join();
        Console.WriteLine($"After Terminate: alive {clock.IsAlive}, exit code {clock.ExitCode}.");
        return Task.CompletedTask;
    }

    internal static async Task Daemon()
    {
        // A child of the tour starts a daemon and returns; the daemon, which would run for ever, goes with it.
        var daemon = await ChildProcess.RunAsync(() =>
            ChildProcess.Start(() => Thread.Sleep(Timeout.Infinite), new ProcessOptions { IsDaemon = true }).Id!.Value);
        Console.WriteLine($"Its parent has ended; the daemon {(Directory.Exists($"/proc/{daemon}") ? "still runs" : "is gone")}.");
    }

    internal static Task Subclass()
    {
        using var greeter = new Greeter("Ada");
        greeter.Start();
        greeter.Join();
        return Task.CompletedTask;
    }

    private sealed class Greeter(string name) : ChildProcess
    {
        private readonly string _name = name;

        protected override void Run() => Console.WriteLine($"{Name} greets {_name}.");
    }
}
