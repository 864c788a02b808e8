using System.Globalization;
using Multiprocessing;
using Multiprocessing.Tests.Faults;

namespace FaultProgram;

/// <summary>The system has no more of something.</summary>
internal static class LimitScenarios
{
    // More than a runtime starts threads, or a start opens descriptors.
    private const int Steps = 24;

    internal static void NoProcess(Report report)
    {
        Limits.BecomeNobodyElse();
        report.Attempt("first", static () => Work.Start());
        report.Attempt("prepare", Work.PrepareSpare);
        Without(report, Limits.Processes, 1, [
            ("waiting spare", static () => Work.Start(Work.Spare)),
            ("spawn", static () => Work.Start()),
            ("spare", static () => Work.Start(Work.Spare)),
            ("prepare", Work.PrepareSpare),
        ]);
    }

    /// <summary>Limits of the whole program, set before its start.</summary>
    internal static void Shared(Report report) => report.Attempt("shared", static () =>
    {
        using var counting = new SharedLock();
        using (counting.Enter()) return ChildProcess.Start(static counting => counting.TryEnter() ? "entered twice" : "42", counting).Result;
    });

    internal static void NoProcessForTheFirst(Report report)
    {
        Limits.BecomeNobodyElse();
        Limits.Set(Limits.Processes, 1);
        report.Attempt("spawn", static () => Work.Start());
        Limits.Lift(Limits.Processes);
        report.Attempt("again", static () => Work.Start());
    }

    /// <summary>The limit is met by a child's runtime, at each of its threads in turn.</summary>
    internal static void FewProcesses(Report report)
    {
        if (!Limits.BecomeNobodyElse())
        {
            report.Line("not root");
            return;
        }

        report.Attempt("first", static () => Work.Start());
        var before = Footprint.Now;
        for (var more = 0; more < Steps; more++)
        {
            Limits.Set(Limits.Processes, (ulong)(Directory.GetDirectories("/proc/self/task").Length + more));
            report.Attempt(more.ToString(CultureInfo.InvariantCulture), static () => Work.StartSilently());
        }

        Limits.Lift(Limits.Processes);
        report.Left(before);
        report.Attempt("again", static () => Work.Start());
    }

    /// <summary>Descriptors run out at each one that a start opens, the first start in this process too.</summary>
    internal static void FewDescriptors(Report report)
    {
        // Under the limit no assembly can be loaded either, so a start must have been made before.
        report.Attempt("first", static () => Work.Start());
        for (var more = 0; more < Steps; more++)
        {
            var before = Footprint.Now;
            var held = new List<FileStream>();
            Limits.Set(Limits.OpenFiles, (ulong)(Directory.GetFileSystemEntries("/proc/self/fd").Length + 100));
            try
            {
                while (true) held.Add(File.OpenRead("/dev/null"));
            }
            catch (IOException)
            {
            }

            foreach (var one in held.Take(more)) one.Dispose();
            var outcome = Report.Outcome(static () => Work.Start());
            Limits.Lift(Limits.OpenFiles);
            foreach (var one in held) one.Dispose();
            report.Line($"{more}: {outcome}");
            report.Line($"left: {before.Growth()}");
        }

        report.Attempt("again", static () => Work.Start());
    }

    internal static void NoMemory(Report report)
    {
        report.Attempt("first", static () => Work.Start());
        // This process has to live without memory too: the way of the failure is compiled before.
        report.Attempt("other failure", StartInVanishedDirectory);
        Without(report, Limits.AddressSpace, 1 << 20, [("spawn", static () => Work.Start())]);
    }

    /// <summary>The process starts, and its runtime finds no room for its heap.</summary>
    internal static void NoMemoryForRuntime(Report report)
    {
        report.Attempt("first", static () => Work.Start());
        var pages = ulong.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[0], CultureInfo.InvariantCulture);
        // The range of addresses that the child's collector reserves at its start; by default it contents itself with what it gets.
        var environment = new Dictionary<string, string?> { ["DOTNET_GCRegionRange"] = "4000000000" };
        Without(report, Limits.AddressSpace, (pages * (ulong)Environment.SystemPageSize) + (64UL << 20), [("spawn", () => Work.StartSilently(environment))]);
    }

    private static string StartInVanishedDirectory()
    {
        var directory = Directory.CreateTempSubdirectory();
        using var child = new ChildProcess(Work.Sleep, options: new ProcessOptions { WorkingDirectory = directory.FullName });
        directory.Delete();
        child.Start();
        return "started";
    }

    private static void Without(Report report, int limit, ulong value, (string Name, Func<object?> Action)[] attempts)
    {
        var before = Footprint.Now;
        foreach (var (name, action) in attempts)
        {
            // Reports are written without the limit, which holds for this process too.
            Limits.Set(limit, value);
            var outcome = Report.Outcome(action);
            Limits.Lift(limit);
            report.Line($"{name}: {outcome}");
        }

        WarmSpares.Count = 0;
        report.Left(before);
        report.Attempt("again", static () => Work.Start());
    }
}
