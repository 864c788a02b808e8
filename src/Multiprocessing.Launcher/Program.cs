using System;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Launcher;

/// <summary>
/// The program that a child process runs in place of the user's. It lies beside the application, where the host looks for the application's
/// assemblies, while the library itself may lie in a folder for its runtime identifier; so it holds nothing but the hand-over.
/// </summary>
internal static class Program
{
    /// <param name="arguments">The file of a library that is a plug-in's own, or a hyphen; then the command of the program that the child
    /// belongs to.</param>
    private static int Main(string[] arguments)
    {
        var command = new string[arguments.Length - 1];
        Array.Copy(arguments, 1, command, 0, command.Length);
        CommandLine.Become(command);
        return arguments[0] == "-" ? Run() : RunPlugIn(arguments[0], command[0]);
    }

    // Each apart: neither is to load what the other one needs.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run() => Launching.ChildProgram.Run();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunPlugIn(string library, string program) => PlugIn.Run(library, program);
}
