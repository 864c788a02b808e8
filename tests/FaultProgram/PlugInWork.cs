using Multiprocessing;

namespace FaultProgram;

/// <summary>The plug-in's side: each method is tried, in this order.</summary>
internal static class PlugInWork
{
    internal static object Spawn()
    {
        var captured = "captured";
        return ChildProcess.Start(() => captured).Result;
    }

    internal static object Argument() => ChildProcess.Start(static (Part part) => new Part(part.Number + 1), new Part(6)).Result;

    internal static object Spare() => Work.StartOnSpare();

    internal static object Exception()
    {
        try
        {
            return ChildProcess.Start(static () => int.Parse("none", System.Globalization.CultureInfo.InvariantCulture)).Result;
        }
        catch (FormatException failure)
        {
            return failure.GetType().Name;
        }
    }

    internal static object Grandchild() => ChildProcess.Start(static () => ChildProcess.Start(static () => 42).Result).Result;

    internal static object Pool()
    {
        using var pool = new ProcessPool(2);
        return pool.MapAsync(static number => number * number, Enumerable.Range(0, 10)).GetAwaiter().GetResult().Sum();
    }

    internal static object Shared()
    {
        using var queue = new SharedQueue<Part>();
        ChildProcess.Start(() => queue.Enqueue(new Part(3))).Join();
        return queue.Dequeue().Number;
    }

    internal static object Library() =>
        ChildProcess.Start(static () => Path.GetDirectoryName(typeof(ChildProcess).Assembly.Location)).Result!;

    internal static object Base() => ChildProcess.Start(static () => AppContext.BaseDirectory).Result == AppContext.BaseDirectory;

    private sealed record Part(int Number)
    {
        public override string ToString() => $"Part {Number}";
    }
}
