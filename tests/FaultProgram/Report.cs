using Multiprocessing.Tests.Faults;

namespace FaultProgram;

/// <summary>What a scenario tells its test: one line an event.</summary>
internal sealed class Report(string path)
{
    internal void Line(string text)
    {
        lock (this) File.AppendAllText(path, text + "\n");
    }

    internal void Attempt(string name, Func<object?> action) => Line($"{name}: {Outcome(action)}");

    internal void Left(Footprint before) => Line($"left: {before.Growth()}");

    /// <summary>What an attempt gave, or the type and the first line of what it threw.</summary>
    internal static string Outcome(Func<object?> action)
    {
        try
        {
            return $"{action()}";
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message.Split('\n')[0]}";
        }
    }
}
