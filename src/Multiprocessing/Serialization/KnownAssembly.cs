using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Multiprocessing.Serialization;

/// <summary>An assembly as both sides know it: by its build, so that the code found by name is the same.</summary>
internal sealed class KnownAssembly
{
    private const int TypeTable = 0x0200_0000;
    private const int MethodTable = 0x0600_0000;
    private const int RowMask = 0x00FF_FFFF;

    private static readonly Lock s_gate = new();
    private static readonly KnownAssembly s_core = new(typeof(object).Assembly, null);

    // The child has just this build of the library, from wherever its parent has loaded it.
    private static readonly KnownAssembly s_library = new(typeof(KnownAssembly).Assembly, null);

    private static GrowingArray<KnownAssembly> s_all = new();

    private readonly Assembly _assembly;
    private readonly Guid _build;
    private string? _name;
    private string? _location;

    private KnownAssembly(Assembly assembly, string? context)
    {
        (_assembly, Context) = (assembly, context);
        _build = assembly.ManifestModule.ModuleVersionId;
    }

    /// <summary>The name of the load context of a plug-in; null where the runtime finds the assembly by itself.</summary>
    internal string? Context { get; }

    /// <summary>Why the child cannot find the assembly, or null.</summary>
    internal string? Refusal { get; private init; }

    internal static int Row(int token) => token & RowMask;

    internal static MethodBase Method(Module module, int row) =>
        module.ResolveMethod(MethodTable | Row(row)) ?? throw ObjectReader.Corrupt();

    internal Type Type(int row) => _assembly.ManifestModule.ResolveType(TypeTable | Row(row));

    internal static KnownAssembly Of(Assembly assembly)
    {
        if (assembly == s_core._assembly) return s_core;
        if (assembly == s_library._assembly) return s_library;
        lock (s_gate)
        {
            for (var index = 0; index < s_all.Count; index++)
            {
                if (s_all[index]._assembly == assembly) return s_all[index];
            }
        }

        if (Refusals.Reason(assembly) is { } reason) return new KnownAssembly(s_core._assembly, null) { Refusal = reason };
        var context = PlugInContext.NameFor(assembly);
        return context is not null && assembly.Location.Length == 0
            ? new KnownAssembly(s_core._assembly, null)
            {
                Refusal = "its assembly was loaded from memory, so there is no file that the " +
                "child could load; load it from a file"
            }
            : Add(new KnownAssembly(assembly, context));
    }

    internal void Write(ObjectWriter writer)
    {
        writer.WriteBoolean(this == s_core);
        if (this == s_core) return;
        writer.WriteGuid(_build);
        if (writer.IsFromNetwork)
        {
            // A peer finds the assembly by its build among those that it has declared; where the file lies here is not for the peer to
            // know.
            writer.WriteText(null);
            writer.WriteText(Name);
            writer.WriteText(null);
            return;
        }

        writer.WriteText(Context);
        writer.WriteText(_name ??= _assembly.GetName().Name);
        writer.WriteText(_location ??= _assembly.Location);
        if (Context is not null) PlugInContext.Write(writer, _assembly);
    }

    internal static KnownAssembly Read(ObjectReader reader)
    {
        if (reader.ReadBoolean()) return s_core;
        var build = reader.ReadGuid();
        var context = reader.ReadText();
        if ((context is null && build == s_library._build ? s_library : Find(build, context)) is { } known)
        {
            reader.SkipText();
            reader.SkipText();
            if (context is not null) PlugInContext.Read(reader);
            return known;
        }

        var (name, location) = (reader.ReadText(), reader.ReadText());
        return Load(build, name ?? throw ObjectReader.Corrupt(), location ?? "", context, context is null ? null
            : PlugInContext.Read(reader));
    }

    /// <summary>Reads the name of an assembly that holds declared types; no other one is looked for, let alone loaded.</summary>
    internal static KnownAssembly ReadDeclared(ObjectReader reader, DeclaredTypes declared)
    {
        if (reader.ReadBoolean()) return s_core;
        var build = reader.ReadGuid();
        var context = reader.ReadText();
        var name = reader.ReadText();
        reader.SkipText();
        if (context is not null) PlugInContext.Read(reader);
        return declared.FindAssembly(build, name ?? throw ObjectReader.Corrupt());
    }

    internal Guid Build => _build;

    internal string Name => _name ??= _assembly.GetName().Name ?? "";

    private static KnownAssembly? Find(Guid build, string? context)
    {
        lock (s_gate)
        {
            for (var index = 0; index < s_all.Count; index++)
            {
                // One file may be loaded for several plug-ins, and is another assembly in each.
                if (s_all[index]._build == build && s_all[index].Context == context) return s_all[index];
            }

            return null;
        }
    }

    private static KnownAssembly Load(Guid build, string name, string location, string? context, string[]? files)
    {
        var assembly = context is null ? LoadByName(name, location) : LoadPlugIn(build, name, location, context, files ?? []);
        if (assembly is null || assembly.ManifestModule.ModuleVersionId != build)
        {
            throw new InvalidDataException($"The assembly '{assembly?.Location ?? name}' is another build here than in the process that " +
                "sent a value of it; start both from the same build.");
        }

        return Add(new KnownAssembly(assembly, context));
    }

    private static Assembly? LoadByName(string name, string location)
    {
        try
        {
            // The property is set because the constructor parses a full name, with vector code that is compiled just for that.
            return Assembly.Load(new AssemblyName { Name = name });
        }
        catch (FileNotFoundException) when (File.Exists(location))
        {
            return LoadByPath(location);
        }
    }

    // A method of its own, not inlined: code that names a load context makes a child load another assembly.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Assembly LoadByPath(string location) => AssemblyLoadContext.Default.LoadFromAssemblyPath(location);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Assembly? LoadPlugIn(Guid build, string name, string location, string context, string[] files)
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (!assembly.IsDynamic && !assembly.IsCollectible && assembly.ManifestModule.ModuleVersionId == build
                && PlugInContext.NameFor(assembly) == context)
            {
                return assembly;
            }
        }

        return File.Exists(location) ? PlugInContext.For(context, location).Load(name, location, files) : null;
    }

    private static KnownAssembly Add(KnownAssembly assembly)
    {
        lock (s_gate)
        {
            for (var index = 0; index < s_all.Count; index++)
            {
                if (s_all[index]._assembly == assembly._assembly) return s_all[index];
            }

            s_all.Add(assembly);
            return assembly;
        }
    }
}
