using Tour.Chapters;

namespace Tour;

/// <summary>The chapters in their order.</summary>
internal static class Contents
{
    internal static IReadOnlyList<(string Title, Func<Task> Run)> Chapters { get; } =
    [
        ("Start and join", First.StartAndJoin),
        ("The parent works while the child runs", First.WorkTogether),
        ("A child has its own memory", First.OwnMemory),
        ("Eat, sleep, study: three processes", First.ThreeProcesses),
        ("Arguments by position and by name", First.ArgumentsByPositionAndName),
        ("Copy a file in two halves", FileCopy.RunAsync),
        ("Watch an endless clock, then terminate it", Life.EndlessClock),
        ("A daemon ends with its parent", Life.Daemon),
        ("A subclass overrides Run", Life.Subclass),
        ("Await a result", Results.AwaitAsync),
        ("An exception crosses", Results.ExceptionAsync),
        ("Survive a native crash", Results.NativeCrashAsync),
        ("Kill a runaway loop", Results.RunawayAsync),
    ];
}
