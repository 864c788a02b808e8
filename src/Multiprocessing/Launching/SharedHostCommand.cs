using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Multiprocessing.Launching;

/// <summary>
/// Starts children of an ordinary application: <c>dotnet exec</c> with the application's configuration and our launcher as the program.
/// </summary>
internal sealed class SharedHostCommand : HostCommand
{
    private const string LauncherName = "Multiprocessing.Launcher.dll";
    private readonly string _host = LaunchDefaults.HostExecutable ?? FindHost();
    private readonly string _launcher;
    private readonly string? _dependencies = FindDependencies();
    private readonly string _configuration;
    private readonly string? _plugIn = PlugInLibrary();

    internal SharedHostCommand()
    {
        _configuration = _dependencies is null
            ? Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetEntryAssembly()?.GetName().Name}.runtimeconfig.json")
            : string.Concat(_dependencies.AsSpan(0, _dependencies.Length - ".deps.json".Length), ".runtimeconfig.json");
        if (!Directory.Exists(AppContext.BaseDirectory)) throw Vanished(AppContext.BaseDirectory);
        if (!File.Exists(_configuration))
        {
            throw new ProcessStartException($"Child processes need the application's '{_configuration}', which does not exist.");
        }

        _launcher = FindLauncher();
    }

    internal override string? Application { get; } = Assembly.GetEntryAssembly()?.GetName().Name;

    internal override string Executable => _host;

    internal override string[] Arguments()
    {
        if (!File.Exists(_launcher)) throw Vanished(_launcher);
        string[] application = _dependencies is null ? ["--runtimeconfig", _configuration]
            : ["--runtimeconfig", _configuration, "--depsfile", _dependencies];
        return ["exec", .. application, _launcher, _plugIn ?? "-", .. Environment.GetCommandLineArgs()];
    }

    private static ProcessStartException Vanished(string path) =>
        new($"'{path}' does not exist any more: the application's folder has been moved or deleted while it runs.");

    private static string FindHost()
    {
        // The host that belongs to the runtime of this process: ROOT/shared/Microsoft.NETCore.App/VERSION/.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, "dotnet");
        if (File.Exists(host)) return host;
        if (Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" && File.Exists(path)) return path;
        throw new ProcessStartException($"The .NET host '{host}' does not exist; child processes are started with it.");
    }

    // The launcher's folder is the child's base directory, so the application's own folder comes first. A plug-in's copy has a launcher
    // beside it, of the same build; the application need have none.
    private string FindLauncher()
    {
        var library = Path.GetDirectoryName(typeof(HostCommand).Assembly.Location) ?? "";
        string[] folders = _plugIn is null ? [AppContext.BaseDirectory, library] : [library];
        foreach (var folder in folders)
        {
            var launcher = Path.Combine(folder, LauncherName);
            if (File.Exists(launcher)) return launcher;
        }

        throw new ProcessStartException($"The program that runs child processes, '{LauncherName}', is missing: it is not in " +
            $"{string.Join(" or ", folders.Distinct().Select(static folder => $"'{folder}'"))}. "
            + "The package Multiprocessing puts it into the output of each project that references the package, be it through another " +
                "project. Usual causes: files of that output were copied one by one and this one was left out; "
            + "or the library was loaded as part of a plug-in, without the files beside it. Copy or publish the whole output, or let " +
                "the program that loads the plug-in reference the package.");
    }

    private static string? PlugInLibrary()
    {
        var library = typeof(HostCommand).Assembly;
        return AssemblyLoadContext.GetLoadContext(library) == AssemblyLoadContext.Default ? null
            : library.Location is { Length: > 0 } path ? path
            : throw new ProcessStartException("The library Multiprocessing was loaded from memory, as part of a plug-in: there is no " +
                "file that a child process could load. Load it from a file.");
    }

    private static string? FindDependencies() =>
        (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(';', 2)[0] is { Length: > 0 } file
        && !file.EndsWith("Microsoft.NETCore.App.deps.json", StringComparison.Ordinal) && File.Exists(file) ? file : null;
}
