using System.Runtime.Loader;

namespace Multiprocessing.Launching;

/// <summary>
/// Starts children of a self-contained or single-file program: the program itself, with our <see cref="StartupHook"/>, which the runtime
/// calls before <c>Main</c> and which does not return.
/// </summary>
internal sealed class OwnHostCommand : HostCommand
{
    /// <summary>The variable that marks a child of this kind, and holds the startup hooks that it would have without us.</summary>
    internal const string Marker = "MULTIPROCESSING_STARTUP_HOOKS";

    private const string Hooks = "DOTNET_STARTUP_HOOKS";
    private readonly string _program;

    internal OwnHostCommand()
    {
        if (AppContext.TryGetSwitch("System.StartupHookProvider.IsSupported", out var supported) && !supported)
        {
            throw new ProcessStartException("Children of a self-contained or single-file program start by a startup hook, which this " +
                "program was published without; add <StartupHookSupport>true</StartupHookSupport> to its project.");
        }

        if (Environment.GetEnvironmentVariable(Marker) is not null)
        {
            throw new ProcessStartException("This process was started as a child, but the .NET runtime did not call the startup hook " +
                "that runs a child's function.");
        }

        if (AssemblyLoadContext.GetLoadContext(typeof(OwnHostCommand).Assembly) != AssemblyLoadContext.Default)
        {
            throw new ProcessStartException("A plug-in has loaded its own copy of Multiprocessing into a self-contained or single-file " +
                "program, whose children could not find it. Let the program itself reference the package, and the plug-in use the " +
                "program's copy.");
        }

        _program = LaunchDefaults.HostExecutable ?? Environment.ProcessPath
            ?? throw new ProcessStartException("The path of this program is not known; child processes are started with it.");
    }

    internal override string Executable => _program;

    internal override string[] Arguments() => Environment.GetCommandLineArgs()[1..];

    internal override void AddTo(Dictionary<string, string> environment)
    {
        var before = environment.GetValueOrDefault(Hooks, "");
        environment[Marker] = before;
        environment[Hooks] = before.Length == 0 ? "Multiprocessing" : $"{before}{Path.PathSeparator}Multiprocessing";
    }

    /// <summary>Undoes, in a child, what <see cref="AddTo"/> did, for the processes that the child starts.</summary>
    internal static void RestoreEnvironment(string hooksBefore)
    {
        ChildEnvironment.Set(Marker, null);
        ChildEnvironment.Set(Hooks, hooksBefore.Length == 0 ? null : hooksBefore);
    }
}
