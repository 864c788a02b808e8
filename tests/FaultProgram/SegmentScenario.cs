using Multiprocessing;

namespace FaultProgram;

/// <summary>The program makes a named segment, and ends in one of several ways.</summary>
internal static class SegmentScenario
{
    internal static int Run(Report report, string way)
    {
        var memory = SharedMemory.Create(100);
        var opened = new SharedValue<int>();
        report.Line($"listed: {File.Exists("/dev/shm/" + memory.Name)}");
        var name = memory.Name;
        ChildProcess.Start(() => OpenLater(report, name, opened));
        switch (way)
        {
            case "exit":
                Environment.Exit(0);
                break;
            case "throw":
                while (Volatile.Read(ref opened.Value) == 0) Thread.Sleep(1);
                throw new FormatException("as wanted");
        }

        return 0;
    }

    /// <summary>
    /// The program and a worker make segments, some that are to outlive them; then both wait, and the last segment says that all are there.
    /// </summary>
    internal static void WaitToBeKilled(string name)
    {
        using var worker = ChildProcess.Start(() =>
        {
            Make("worker", persistent: false);
            Make("worker-opened", persistent: false);
            Make("worker-persistent", persistent: true);
            Make("worker-ready", persistent: false);
            Thread.Sleep(Timeout.Infinite);
        });
        Make("first", persistent: false);
        Make("first-persistent", persistent: true);
        Make("first-ready", persistent: false);
        Thread.Sleep(Timeout.Infinite);

        void Make(string part, bool persistent) => SharedMemory.Create(100, $"{name}-{part}", persistent).Dispose();
    }

    // By then a program that did not wait for its children would be gone, and its segment.
    private static void OpenLater(Report report, string name, SharedValue<int> opened)
    {
        Thread.Sleep(300);
        report.Attempt("child", () =>
        {
            using var memory = SharedMemory.Open(name, 100);
            return "opened";
        });
        Volatile.Write(ref opened.Value, 1);
    }
}
