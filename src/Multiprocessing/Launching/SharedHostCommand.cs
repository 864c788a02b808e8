using System.Reflection;
using System.Runtime.InteropServices;

namespace Multiprocessing.Launching;

/// <summary>Starts children of an ordinary application: <c>dotnet exec</c> with the application's configuration and our launcher as the program.</summary>
internal sealed class SharedHostCommand : HostCommand
{
    private const string LauncherName = "Multiprocessing.Launcher.dll";
    private readonly string _host = FindHost();
    private readonly string _launcher = FindLauncher();
    private readonly string? _dependencies = FindDependencies();
    private readonly string _configuration;

    internal SharedHostCommand()
    {
        _configuration = _dependencies is null
            ? Path.Combine(AppContext.BaseDirectory, $"{Assembly.GetEntryAssembly()?.GetName().Name}.runtimeconfig.json")
            : string.Concat(_dependencies.AsSpan(0, _dependencies.Length - ".deps.json".Length), ".runtimeconfig.json");
        if (!Directory.Exists(AppContext.BaseDirectory)) throw Vanished(AppContext.BaseDirectory);
        if (!File.Exists(_configuration)) throw new ProcessStartException($"Child processes need the application's '{_configuration}', which does not exist.");
    }

    internal override string? Application { get; } = Assembly.GetEntryAssembly()?.GetName().Name;

    internal override string Executable => _host;

    internal override string[] Arguments(string name)
    {
        if (!File.Exists(_launcher)) throw Vanished(_launcher);
        return _dependencies is null
            ? ["exec", "--runtimeconfig", _configuration, _launcher, name]
            : ["exec", "--runtimeconfig", _configuration, "--depsfile", _dependencies, _launcher, name];
    }

    private static ProcessStartException Vanished(string path) =>
        new($"'{path}' does not exist any more: the application's folder has been moved or deleted while it runs.");

    private static string FindHost()
    {
        // The host that belongs to the runtime that we run on: ROOT/shared/Microsoft.NETCore.App/VERSION/.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var host = Path.Combine(root, "dotnet");
        if (File.Exists(host)) return host;
        if (Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" && File.Exists(path)) return path;
        throw new ProcessStartException($"The .NET host '{host}' does not exist; child processes are started with it.");
    }

    private static string FindLauncher()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, LauncherName);
        if (File.Exists(beside)) return beside;
        var library = Path.Combine(Path.GetDirectoryName(typeof(HostCommand).Assembly.Location) ?? "", LauncherName);
        return File.Exists(library) ? library : beside;
    }

    private static string? FindDependencies() =>
        (AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string)?.Split(';', 2)[0] is { Length: > 0 } file
        && !file.EndsWith("Microsoft.NETCore.App.deps.json", StringComparison.Ordinal) && File.Exists(file) ? file : null;
}
