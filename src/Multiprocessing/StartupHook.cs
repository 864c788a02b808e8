using Multiprocessing.Launching;
using Multiprocessing.Platform;

/// <summary>
/// Starts a child's program. The runtime knows this class by its name and calls it before <c>Main</c> where <see cref="OwnHostCommand"/>
/// has asked for it.
/// </summary>
// The runtime wants this type without a namespace.
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
