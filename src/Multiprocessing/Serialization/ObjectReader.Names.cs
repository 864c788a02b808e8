using System.Reflection;

namespace Multiprocessing.Serialization;

/// <content>Types, methods and assemblies.</content>
internal sealed partial class ObjectReader
{
    // The deepest nesting of type arguments, as in List<List<List<...>>>; far beyond what people write.
    private const int MaxNesting = 64;

    private readonly NamesRead _names;
    private int _nesting;

    /// <summary>Reads a type that values may have.</summary>
    internal TypePlan ReadType()
    {
        var token = ReadCompact();
        if (token < WellKnownTypes.Count) return WellKnownTypes.Plan((int)token);
        var number = (long)token - WellKnownTypes.Count;
        if (number < _names.Types.Count) return _names.Types[(int)number];
        if (number > _names.Types.Count || ++_nesting > MaxNesting) throw Corrupt();
        var plan = Guarded(static reader => TypePlan.Of(reader.ReadName()), this);
        _nesting--;
        _names.Types.Add(plan);
        return plan;
    }

    internal MethodBase ReadMethod()
    {
        if (Declared is not null) throw DeclaredTypes.Undeclared("names a function");
        var number = (int)ReadCompact();
        if (number >= 0 && number < _names.Methods.Count) return _names.Methods[number];
        if (number != _names.Methods.Count) throw Corrupt();
        var method = Guarded(static reader => reader.ReadMethodName(), this);
        _names.Methods.Add(method);
        return method;
    }

    // The last line of defence: however a message leads there, no object is made that has a meaning within one tree only.
    private static void CheckFromNetwork(TypePlan plan)
    {
        if (plan.Formatter!.ReasonOverNetwork is { } reason)
        {
            throw DeclaredTypes.Undeclared($"holds a {TypeName.Full(plan.Type)}: {reason}");
        }
    }

    // A name is looked up among what was declared: the question resolves, loads or makes nothing.
    private Type ReadDeclaredName(DeclaredTypes declared)
    {
        switch ((NameForm)ReadByte())
        {
            case NameForm.Vector:
                return declared.FindArray(ReadType().Type, DeclaredTypes.VectorRank);
            case NameForm.Array:
                var rank = ReadByte();
                return declared.FindArray(ReadType().Type, rank);
            case NameForm.Generic:
                var definition = ReadType().Type;
                if (!definition.IsGenericTypeDefinition) throw Corrupt();
                var arguments = new Type[definition.GetGenericArguments().Length];
                for (var index = 0; index < arguments.Length; index++) arguments[index] = ReadType().Type;
                return declared.FindGeneric(definition, arguments);
            case NameForm.Defined:
                var assembly = ReadDeclaredAssembly(declared);
                return declared.FindDefined(assembly, (int)ReadCompact());
            default:
                throw Corrupt();
        }
    }

    private KnownAssembly ReadDeclaredAssembly(DeclaredTypes declared)
    {
        var number = (int)ReadCompact();
        if (number >= 0 && number < _names.Assemblies.Count) return _names.Assemblies[number];
        if (number != _names.Assemblies.Count) throw Corrupt();
        var assembly = KnownAssembly.ReadDeclared(this, declared);
        _names.Assemblies.Add(assembly);
        return assembly;
    }

    private Type ReadName()
    {
        if (Declared is not null) return ReadDeclaredName(Declared);
        switch ((NameForm)ReadByte())
        {
            case NameForm.Vector:
                return ReadType().Type.MakeArrayType();
            case NameForm.Array:
                var rank = ReadByte();
                return rank is >= 1 and <= 32 ? ReadType().Type.MakeArrayType(rank) : throw Corrupt();
            case NameForm.Generic:
                var definition = ReadType().Type;
                var arguments = new Type[definition.GetGenericArguments().Length];
                for (var index = 0; index < arguments.Length; index++) arguments[index] = ReadType().Type;
                return definition.MakeGenericType(arguments);
            case NameForm.Defined:
                return ReadAssembly().Type((int)ReadCompact());
            default:
                throw Corrupt();
        }
    }

    private MethodBase ReadMethodName()
    {
        var type = ReadType().Type;
        var row = (int)ReadCompact();
        var arguments = new Type[CheckCount(ReadCompact(), 1, nint.Size)];
        for (var index = 0; index < arguments.Length; index++) arguments[index] = ReadType().Type;
        var method = KnownAssembly.Method(type.Module, row);
        if (type.IsConstructedGenericType) method = MethodBase.GetMethodFromHandle(method.MethodHandle, type.TypeHandle) ?? throw Corrupt();
        if (method.DeclaringType != type) throw Corrupt();
        return arguments.Length == 0 ? method : ((MethodInfo)method).MakeGenericMethod(arguments);
    }

    private KnownAssembly ReadAssembly()
    {
        var number = (int)ReadCompact();
        if (number >= 0 && number < _names.Assemblies.Count) return _names.Assemblies[number];
        if (number != _names.Assemblies.Count) throw Corrupt();
        var assembly = KnownAssembly.Read(this);
        _names.Assemblies.Add(assembly);
        return assembly;
    }

    // What the runtime says of a name that is none is of many kinds; the cause is kept.
    internal static T Guarded<TState, T>(Func<TState, T> read, TState state)
    {
        try
        {
            return read(state);
        }
        catch (Exception exception) when (exception is not (InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException("A message between processes names a type or a function that cannot be found: "
                + exception.Message, exception);
        }
    }
}
