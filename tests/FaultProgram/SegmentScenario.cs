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
