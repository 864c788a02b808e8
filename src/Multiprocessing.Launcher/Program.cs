using System;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Launcher;

/// <summary>
/// The program that a child process runs instead of the user's. It lies beside the application, where the host looks for the application's
/// assemblies, while the library itself may lie in a folder for its runtime identifier; so it only hands over to the library.
/// </summary>
internal static class Program
{
    /// <param name="arguments">The file of a plug-in's own copy of the library, or a hyphen; then the command of the program that the child
    /// belongs to.</param>
    private static int Main(string[] arguments)
    {
        var command = new string[arguments.Length - 1];
        Array.Copy(arguments, 1, command, 0, command.Length);
        CommandLine.Become(command);
        return arguments[0] == "-" ? Run() : RunPlugIn(arguments[0], command[0]);
    }

    // Methods of their own: neither is to load what the other one needs.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run() => Launching.ChildProgram.Run();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunPlugIn(string library, string program) => PlugIn.Run(library, program);
}
