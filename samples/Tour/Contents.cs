using Tour.Chapters;

namespace Tour;

/// <summary>The chapters in their order.</summary>
internal static class Contents
{
    internal static IReadOnlyList<Chapter> Chapters { get; } =
    [
        new("Start and join", StartAndJoin.Run),
        new("The parent works while the child runs", WorkTogether.Run),
        new("A child has its own memory", OwnMemory.Run),
        new("Eat, sleep, study: three processes", ThreeProcesses.Run),
        new("Arguments by position and by name", WorkerArguments.Run),
        new("Copy a file in two halves", FileCopy.RunAsync),
        new("Watch an endless clock, then terminate it", EndlessClock.Run),
        new("A daemon ends with its parent", Daemon.RunAsync),
        new("A subclass overrides Run", Subclass.Run),
        new("Await a result", AwaitedResult.RunAsync),
        new("An exception crosses", CrossingException.RunAsync),
        new("Survive a native crash", NativeCrash.RunAsync),
        new("Kill a runaway loop", RunawayLoop.Run),
        new("Two processes count together", SharedCounter.Run),
        new("Two processes paint one picture", SharedPicture.Run),
        new("A process is killed while it holds a lock", KilledHolder.Run),
        new("NumPy works on the same memory", NumPyRoundTrip.RunAsync),
        new("A producer and its consumers", ProducerAndConsumers.RunAsync),
        new("A chat between two processes", Chat.Run),
        new("A Python script calls", PythonClient.RunAsync),
        new("A pool of three squares numbers", PoolOfThree.RunAsync),
        new("The same work, serial and parallel", SerialAndParallel.RunAsync),
        new("Callbacks for success and for failure", Callbacks.RunAsync),
        new("Thousands of HTTP requests", ManyRequests.RunAsync),
        new("A pool survives a crash, a runaway and a memory hog", UnbrokenPool.RunAsync),
    ];
}
