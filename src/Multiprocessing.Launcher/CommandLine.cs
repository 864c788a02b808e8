extern alias undisclosed;

using System;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Launcher;

/// <summary>What the runtime takes for the command of this process.</summary>
internal static class CommandLine
{
    /// <summary>
    /// Sets what <see cref="Environment.GetCommandLineArgs"/> gives: the command of the program that the child belongs to.
    /// </summary>
    internal static void Become(string[] command)
    {
        try
        {
            Set(command);
        }
        catch (MissingFieldException)
        {
            // Another runtime than those that are known keeps it elsewhere; it stays the launcher's.
        }
    }

    // Reflection would take more than a millisecond of each start.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Set(string[] command) => undisclosed::System.Environment.s_commandLineArgs = command;
}
