extern alias undisclosed;

using System;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Launcher;

/// <summary>The command line that the runtime reports for this process.</summary>
internal static class CommandLine
{
    /// <summary>
    /// Sets the result of <see cref="Environment.GetCommandLineArgs"/>: the command of the program that the child belongs to.
    /// </summary>
    internal static void Become(string[] command)
    {
        try
        {
            Set(command);
        }
        catch (MissingFieldException)
        {
            // A runtime other than the known ones keeps it elsewhere; the command stays the launcher's.
        }
    }

    // Reflection would add more than a millisecond to each start.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Set(string[] command) => undisclosed::System.Environment.s_commandLineArgs = command;
}
