using System.Reflection;
using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Launching;

/// <summary>
/// The command that starts a child: the same runtime, configuration and dependencies as this process has, with our code in place of the
/// user's <c>Main</c>.
/// </summary>
internal abstract class HostCommand
{
    private static HostCommand? s_instance;

    /// <exception cref="ProcessStartException">Something that a child needs is missing.</exception>
    internal static HostCommand Instance => s_instance ??= Find();

    /// <summary>The assembly that a child must be told is the program; null where the child knows.</summary>
    internal virtual string? Application => null;

    internal abstract string Executable { get; }

    /// <summary>Returns the arguments; the last ones are this program's own, which the child's program is to find too.</summary>
    internal abstract string[] Arguments();

    /// <summary>Adds the variables that the child's runtime must find in its environment.</summary>
    internal virtual void AddTo(Dictionary<string, string> environment)
    {
    }

    /// <summary>Forgets the command, since other settings were asked for.</summary>
    internal static void Reset() => s_instance = null;

    private static HostCommand Find()
    {
        // A program that brings its runtime along, or is a single file, is started itself; any other one by the .NET host.
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        SystemRequirements.Check();
        if (Assembly.GetEntryAssembly() is not { } program)
        {
            throw new ProcessStartException("Programs that are not .NET programs but load .NET into them cannot start children: what " +
                "would run a child is not known.");
        }

        var isSingleFile = string.IsNullOrEmpty(program.Location);
        return isSingleFile || Path.GetFullPath(runtime) == AppContext.BaseDirectory ? new OwnHostCommand() : new SharedHostCommand();
    }
}
