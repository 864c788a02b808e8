using System.Reflection;
using System.Security.Cryptography;

namespace Multiprocessing.Serialization;

/// <summary>
/// The types that a network peer may make objects of: those that the receiver asks for, and those of their fields, elements and generic
/// arguments, and so on. A message names types by build and number; these are looked up here, so that no type is resolved, loaded or run
/// that was not declared. Immutable once made.
/// </summary>
internal sealed class DeclaredTypes
{
    /// <summary>Stands in place of a rank for an array of one dimension from 0.</summary>
    internal const int VectorRank = 0;

    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly HashSet<Type> _types = [];
    private readonly Queue<Type> _left = new();
    private readonly Dictionary<(KnownAssembly Assembly, int Row), Type> _defined = [];
    private readonly Dictionary<(Type Element, int Rank), Type> _arrays = [];
    private readonly Dictionary<Type, List<Type>> _constructed = [];
    private readonly Dictionary<Guid, KnownAssembly> _assemblies = [];

    internal DeclaredTypes(Type asked, IEnumerable<Type>? further = null, bool allowsCycles = false)
    {
        AllowsCycles = allowsCycles;
        Add(asked);
        foreach (var type in further ?? []) Add(type);
        while (_left.TryDequeue(out var type)) Expand(type);
        foreach (var type in SingletonFormatter.Types)
        {
            // Named without being declared itself: of its objects only those that each process has can come.
            if (_types.Any(declared => declared != typeof(object) && declared.IsAssignableFrom(type))
                || (typeof(StringComparer).IsAssignableFrom(type) && _types.Any(IsHashed)))
            {
                Name(type);
            }
        }

        Fingerprint = ComputeFingerprint();
    }

    /// <summary>
    /// A number that tells the builds of the assemblies from which the types come: fields are not named in a message, so the builds must be
    /// the same.
    /// </summary>
    internal long Fingerprint { get; }

    /// <summary>Whether objects may refer back to themselves.</summary>
    internal bool AllowsCycles { get; }

    /// <summary>Whether the type is one that was asked for, as it is or as a part.</summary>
    internal bool Contains(Type type) => _types.Contains(type);

    internal KnownAssembly FindAssembly(Guid build, string name)
    {
        if (_assemblies.TryGetValue(build, out var assembly)) return assembly;
        throw _assemblies.Values.Any(known => known.Name == name)
            ? new InvalidDataException($"The assembly '{name}' is another build here than where a value was sent; both ends of a " +
                "connection must run the same build.")
            : Undeclared($"holds an object of the assembly '{name}'");
    }

    internal Type FindDefined(KnownAssembly assembly, int row) =>
        _defined.TryGetValue((assembly, row), out var type) ? type
            : throw Undeclared($"holds an object of type number {row} of the assembly '{assembly.Name}'");

    internal Type FindArray(Type element, int rank) =>
        _arrays.TryGetValue((element, rank), out var array) ? array : throw Undeclared($"holds an array of {TypeName.Full(element)}");

    internal Type FindGeneric(Type definition, Type[] arguments)
    {
        foreach (var type in _constructed.GetValueOrDefault(definition) ?? [])
        {
            if (type.GetGenericArguments().AsSpan().SequenceEqual(arguments)) return type;
        }

        throw Undeclared($"holds a {TypeName.Full(definition)} of {string.Join(", ", arguments.Select(TypeName.Full))}");
    }

    internal static InvalidDataException Undeclared(string what) =>
        new($"A message from a connection {what}, which its receiver did not ask for. Only the type that is received, and those of its " +
            "members, elements and generic arguments are made; name further ones in AllowedTypes.");

    private static bool IsHashed(Type type) =>
        TypePlan.Of(type).Formatter is RebuiltCollection
            || (type.IsConstructedGenericType && type.Namespace is "System.Collections.Immutable" or "System.Collections.Frozen");

    private void Add(Type type)
    {
        if (type.IsPointer || type.IsByRef || type.IsFunctionPointer || type.IsByRefLike || type.ContainsGenericParameters
            || !_types.Add(type))
        {
            return;
        }

        Name(type);
        _left.Enqueue(type);
    }

    private void Name(Type type)
    {
        if (type.IsArray) _arrays[(type.GetElementType()!, type.IsSZArray ? VectorRank : type.GetArrayRank())] = type;
        else
        {
            var definition = type;
            if (type.IsConstructedGenericType)
            {
                definition = type.GetGenericTypeDefinition();
                if (!_constructed.TryGetValue(definition, out var list)) _constructed.Add(definition, list = []);
                if (!list.Contains(type)) list.Add(type);
            }

            if (KnownAssembly.Of(definition.Assembly) is { Refusal: null } assembly)
            {
                _assemblies.TryAdd(assembly.Build, assembly);
                _defined[(assembly, KnownAssembly.Row(definition.MetadataToken))] = definition;
            }
        }
    }

    private void Expand(Type type)
    {
        if (type.IsArray) Add(type.GetElementType()!);
        foreach (var argument in type.GetGenericArguments()) Add(argument);
        if (type.IsPrimitive || type.IsEnum || type == typeof(decimal)) return;
        if (type.IsConstructedGenericType) ExpandGeneric(type, type.GetGenericTypeDefinition());
        var plan = TypePlan.Of(type);
        switch (plan.Kind)
        {
            // Treated alike, so that both ends count the same assemblies, whichever surrogates they have registered.
            case PlanKind.Abstract when plan.Stand is not null:
            case PlanKind.Raw or PlanKind.Fields:
                AddFields(type, null);
                return;
            case PlanKind.Formatter when plan.Formatter!.ReasonOverNetwork is null:
                if (plan.Formatter.SurrogateType is { } surrogate)
                {
                    Add(surrogate);
                    Add(plan.NamedFromNetwork.Type);
                }
                else if (plan.Formatter.Ancestor is { } ancestor) AddFields(type, plan.Formatter.HasAllFields ? null : ancestor);
                // The cause of an exception is an exception.
                if (plan.Formatter is ExceptionFormatter) Add(typeof(Exception));
                return;
        }
    }

    // Objects that collections hold by themselves: the default comparer of a type, which comes as that one object only, and the comparer
    // that a sorted dictionary wraps around it.
    private void ExpandGeneric(Type type, Type definition)
    {
        if (definition == typeof(IEqualityComparer<>)) Name(DefaultOf(typeof(EqualityComparer<>)));
        else if (definition == typeof(IComparer<>)) Name(DefaultOf(typeof(Comparer<>)));
        else if (definition.FullName == "System.Collections.Generic.SortedDictionary`2"
            && definition.GetNestedType("KeyValuePairComparer", BindingFlags.Public | BindingFlags.NonPublic) is { } comparer)
        {
            Add(comparer.MakeGenericType(type.GetGenericArguments()));
        }

        Type DefaultOf(Type comparers) =>
            comparers.MakeGenericType(type.GetGenericArguments()).GetProperty("Default")!.GetValue(null)!.GetType();
    }

    private void AddFields(Type type, Type? ancestor)
    {
        for (var current = type; current is not null && current != typeof(object) && current != ancestor; current = current.BaseType)
        {
            foreach (var argument in current.GetGenericArguments()) Add(argument);
            foreach (var field in current.GetFields(Fields))
            {
                if (!StepList.StaysBehind(field)) Add(field.FieldType);
            }
        }

        foreach (var argument in ancestor?.GetGenericArguments() ?? []) Add(argument);
    }

    private long ComputeFingerprint()
    {
        var builds = _assemblies.Keys.Order().SelectMany(static build => build.ToByteArray()).ToArray();
        return BitConverter.ToInt64(SHA256.HashData(builds));
    }
}
