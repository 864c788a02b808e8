using Multiprocessing;
using Multiprocessing.Tests.Faults;

namespace FaultProgram;

/// <summary>Surroundings that are damaged or unusual.</summary>
internal static class Scenarios
{
    private const int Repeats = 5;

    internal static void Answer(Report report)
    {
        report.Attempt("spawn", static () => Work.Start());
        var before = Footprint.Now;
        report.Attempt("spare", Work.StartOnSpare);
        report.Attempt("output", static () => ChildProcess.Start(static () => new FileInfo("/proc/self/fd/1").LinkTarget).Result);
        report.Attempt("failure", static () =>
        {
            var child = ChildProcess.Start(Work.Fail);
            child.Join();
            return child.ExitCode;
        });
        WarmSpares.Count = 0;
        report.Left(before);
    }

    /// <summary>Something that children need disappears after the program's start.</summary>
    internal static void VanishBefore(Report report, string path)
    {
        // All of the library's and this program's own code must be there to tell of it.
        AppContext.SetSwitch("loaded", CurrentProcess.Parent is not null);
        report.Line("loaded");
        Delete(path);
        report.Attempt("spawn", static () => Work.Start());
        Missing(report);
    }

    /// <summary>Something that children need disappears after the first child.</summary>
    internal static void VanishLater(Report report, string path)
    {
        report.Attempt("first", static () => Work.Start());
        Delete(path);
        report.Attempt("spawn", static () => Work.Start());
        Missing(report);
    }

    internal static void DirectoryGone(Report report, string path)
    {
        Directory.SetCurrentDirectory(path);
        report.Attempt("first", Work.StartOnSpare);
        report.Attempt("prepare", Work.PrepareSpare);
        Delete(path);
        // What waits was started when the directory was there; no more such spares are on their way then.
        WarmSpares.Count = 0;
        WarmSpares.Count = 1;
        report.Attempt("spawn", static () => Work.Start());
        report.Attempt("spare", static () => Work.Start(Work.Spare));
        report.Attempt("new spare", Work.PrepareSpare);
        report.Attempt("on it", static () => Work.Start(Work.Spare));
        Directory.SetCurrentDirectory("/");
        report.Attempt("again", Work.StartOnSpare);
    }

    /// <summary>Another program has written a shared object.</summary>
    internal static void ReadForeign(Report report, string path)
    {
        var bytes = File.ReadAllBytes(path);
        report.Attempt("before", () => ValueSerializer.Default.Deserialize<SharedObject>(bytes));
        using var own = new SharedArray<int>(1);
        report.Attempt("after", () => ValueSerializer.Default.Deserialize<SharedObject>(bytes));
        report.Attempt("own", () => own.Length);
    }

    private static void Missing(Report report)
    {
        var before = Footprint.Now;
        report.Attempt("prepare", Work.PrepareSpare);
        report.Attempt("spare", static () => Work.Start(Work.Spare));
        for (var repeat = 0; repeat < Repeats; repeat++) Report.Outcome(static () => Work.Start());
        report.Left(before);
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }
}
