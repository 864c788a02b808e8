namespace FaultProgram;

/// <summary>
/// A real program for the fault tests: FaultProgram SCENARIO REPORT [ARGUMENT]. What happened goes to the file REPORT, since standard
/// output may be what is broken.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        var report = new Report(arguments[1]);
        var argument = arguments.ElementAtOrDefault(2) ?? "";
        switch (arguments[0])
        {
            case "answer": Scenarios.Answer(report); break;
            case "vanish-before": Scenarios.VanishBefore(report, argument); break;
            case "vanish-later": Scenarios.VanishLater(report, argument); break;
            case "directory-gone": Scenarios.DirectoryGone(report, argument); break;
            case "process-limit": LimitScenarios.NoProcess(report); break;
            case "first-at-process-limit": LimitScenarios.NoProcessForTheFirst(report); break;
            case "few-processes": LimitScenarios.FewProcesses(report); break;
            case "few-descriptors": LimitScenarios.FewDescriptors(report); break;
            case "no-memory": LimitScenarios.NoMemory(report); break;
            case "no-memory-for-runtime": LimitScenarios.NoMemoryForRuntime(report); break;
            case "shared": LimitScenarios.Shared(report); break;
            case "full-memory": FullMemoryScenario.Fill(report); break;
            case "too-much-memory": FullMemoryScenario.AskForTooMuch(report); break;
            case "exit": return ExitScenario.Run(report, argument);
            case "segments": return SegmentScenario.Run(report, argument);
            case "segments-killed": SegmentScenario.WaitToBeKilled(argument); break;
            case "scribble": ScribbleScenario.Run(report, argument); break;
            case "connect": ConnectScenario.Run(report, argument); break;
            case "plug-in": PlugInScenario.Run(report, argument, isCollectible: false); break;
            case "plug-in-collectible": PlugInScenario.Run(report, argument, isCollectible: true); break;
            case "foreign": Scenarios.ReadForeign(report, argument); break;
            case "terminal": TerminalScenario.Run(report, argument); break;
            case "terminal-handled": TerminalScenario.RunWithHandler(report, argument); break;
            case "pool-abandoned": PoolScenario.Abandon(report, argument); break;
            case "pool-at-end": PoolScenario.EndWithOneBusy(report); break;
            case "pool-killed": PoolScenario.WaitToBeKilled(report); break;
            case "pool-interrupted": PoolScenario.WaitForInterrupt(report); break;
            case "pool-interrupt-handled": PoolScenario.HandleInterrupt(report); break;
            case "pool-interrupted-at-start": PoolScenario.InterruptStarts(report); break;
            default: throw new ArgumentException($"There is no scenario '{arguments[0]}'.");
        }

        report.Line("end");
        return 0;
    }
}
