namespace Multiprocessing.Launcher;

/// <summary>
/// The program that a child process runs in place of the user's. It lies beside the application, where the host looks for the
/// application's assemblies, while the library itself may lie in a folder for its runtime identifier; so it holds nothing but the hand-over.
/// </summary>
internal static class Program
{
    private static int Main() => Launching.ChildProgram.Run();
}
