using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Launching;
using Multiprocessing.Platform;

/// <summary>
/// Starts a child's program. The runtime knows this class by its name and calls it before <c>Main</c> where <see cref="OwnHostCommand"/>
/// has asked for it.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "The runtime wants it without a namespace.")]
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(OwnHostCommand.Marker) is not { } hooksBefore) return;
        OwnHostCommand.RestoreEnvironment(hooksBefore);
        var exitCode = ChildProgram.Run();
        ForegroundThreads.WaitForOthers();
        Environment.Exit(exitCode);
    }
}
