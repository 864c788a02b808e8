namespace Multiprocessing.Common;

/// <summary>
/// Runs, at the end of the program, what other parts have to do then. No other code listens to the runtime's events for it. Steps run in
/// the order of <see cref="EndStep"/>, in whichever order they were added, on the thread that the runtime takes for it.
/// </summary>
internal static class ProgramEnd
{
    private static readonly Action?[] s_atExit = new Action?[(int)EndStep.Leftovers + 1];
    private static readonly Action?[] s_atCrash = new Action?[s_atExit.Length];
    private static int s_watches;

    /// <summary>
    /// Adds what is to be done when the program ends by itself, and when an unhandled exception ends it; once for each step.
    /// </summary>
    /// <param name="step">The step's place among the others.</param>
    /// <param name="atExit">What to do at a normal end; null for nothing.</param>
    /// <param name="atCrash">What to do after an unhandled exception, when other code may hold locks; null for nothing.</param>
    internal static void Add(EndStep step, Action? atExit, Action? atCrash = null)
    {
        Volatile.Write(ref s_atExit[(int)step], atExit);
        Volatile.Write(ref s_atCrash[(int)step], atCrash);
        if (Interlocked.Exchange(ref s_watches, 1) != 0) return;
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Run(s_atExit);
        AppDomain.CurrentDomain.UnhandledException += static (_, _) => Run(s_atCrash);
    }

    private static void Run(Action?[] steps)
    {
        for (var step = 0; step < steps.Length; step++) Volatile.Read(ref steps[step])?.Invoke();
    }
}
