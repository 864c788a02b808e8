using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Multiprocessing.Serialization;

/// <summary>Stands in a child for the load context that a plug-in has in its parent, and finds the same files.</summary>
internal sealed class PlugInContext : AssemblyLoadContext
{
    private const string LibraryName = "Multiprocessing";

    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, PlugInContext> s_all = [];
    private static readonly Assembly s_library = typeof(PlugInContext).Assembly;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _files = [];
    private readonly AssemblyDependencyResolver _resolver;

    private PlugInContext(string name, string main)
        : base(name)
    {
        _resolver = new AssemblyDependencyResolver(main);
        Resolving += (_, wanted) => _resolver.ResolveAssemblyToPath(wanted) is { } found ? LoadFromAssemblyPath(found) : null;
    }

    /// <summary>Returns the name of the context that the assembly was loaded into; null for the default one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static string? NameFor(Assembly assembly) =>
        GetLoadContext(assembly) is not { } context || context == Default ? null
            : context is PlugInContext ? context.Name
            : string.Create(CultureInfo.InvariantCulture, $"{context.Name}#{Environment.ProcessId}-{RuntimeHelpers.GetHashCode(context)}");

    internal static PlugInContext For(string name, string main)
    {
        lock (s_gate)
        {
            if (!s_all.TryGetValue(name, out var context)) s_all.Add(name, context = new PlugInContext(name, main));
            return context;
        }
    }

    /// <summary>Writes the places of the assemblies that share the context, among which may be some that the plug-in needs.</summary>
    internal static void Write(ObjectWriter writer, Assembly member)
    {
        var files = GetLoadContext(member)!.Assemblies.Where(static assembly => !assembly.IsDynamic && assembly.Location.Length > 0
            && assembly != s_library).ToArray();
        writer.WriteCompact((uint)files.Length);
        foreach (var file in files)
        {
            writer.WriteText(file.GetName().Name);
            writer.WriteText(file.Location);
        }
    }

    /// <summary>Reads names and places, in turn.</summary>
    internal static string[] Read(ObjectReader reader)
    {
        var files = new string[reader.CheckCount(reader.ReadCompact(), 8, 2 * nint.Size) * 2];
        for (var index = 0; index < files.Length; index++) files[index] = reader.ReadText() ?? throw ObjectReader.Corrupt();
        return files;
    }

    internal Assembly Load(string name, string location, string[] files)
    {
        lock (_gate)
        {
            for (var index = 0; index < files.Length; index += 2) _files.TryAdd(files[index], files[index + 1]);
            _files.TryAdd(name, location);
        }

        return LoadFromAssemblyPath(location);
    }

    // In this order: what the parent has loaded for the plug-in alone; this library; what the program has; what lies beside the plug-in.
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        lock (_gate)
        {
            if (_files.TryGetValue(assemblyName.Name ?? "", out var file)) return LoadFromAssemblyPath(file);
        }

        // The assembly may be the plug-in's own, which the program does not have, or has in another build.
        return assemblyName.Name == LibraryName ? s_library : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
}
