namespace Multiprocessing.Common;

/// <summary>
/// The end of the program, for all parts that have something to do then: the one place that hears of it from the runtime. Steps run in the
/// order of <see cref="EndStep"/>, whoever has added them first, on the thread that the runtime takes for it.
/// </summary>
internal static class ProgramEnd
{
    private static readonly Action?[] s_atExit = new Action?[(int)EndStep.Leftovers + 1];
    private static readonly Action?[] s_atCrash = new Action?[s_atExit.Length];
    private static int s_watches;

    /// <summary>
    /// Adds what is to be done when the program ends by itself, and when it ends by an unhandled exception; once for each step.
    /// </summary>
    /// <param name="step">When, among the others.</param>
    /// <param name="atExit">What to do at a normal end; null for nothing.</param>
    /// <param name="atCrash">What to do after an unhandled exception: other code's locks may be held then. Null for nothing.</param>
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
