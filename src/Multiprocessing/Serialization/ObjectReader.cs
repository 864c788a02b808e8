using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Multiprocessing.Serialization;

/// <summary>Reads what <see cref="ObjectWriter"/> wrote. Every count is checked against what is left of the message before memory is taken for it.</summary>
internal sealed class ObjectReader(ReadOnlyMemory<byte> bytes, LiveObjects? live = null)
{
    private GrowingArray<object> _objects = new();
    private GrowingArray<object> _pending = new();
    private GrowingArray<Action> _rebuilds = new();
    private GrowingArray<Type> _types = new();
    private GrowingArray<Assembly> _assemblies = new();
    private int _firstPending;
    private int _position;

    /// <summary>Set before reading a subclass of <see cref="ChildProcess"/>: gives the new object its inherited state.</summary>
    internal Action<ChildProcess>? AdoptSelf { get; init; }

    private int Left => bytes.Length - _position;

    internal object? ReadGraph(Type declared)
    {
        var value = ReadValue(declared);
        while (_firstPending < _pending.Count) ReadContents(_pending[_firstPending++]);
        while (_rebuilds.Count > 0) _rebuilds.RemoveLast()();
        return value;
    }

    internal byte ReadByte() => Take(1)[0];

    internal bool ReadBoolean() => ReadByte() != 0;

    internal long ReadNumber() => BitConverter.ToInt64(Take(8));

    internal int ReadCount() => BitConverter.ToInt32(Take(4));

    internal Guid ReadGuid() => new(Take(16));

    internal string? ReadText()
    {
        var length = ReadCount();
        if (length == -1) return null;
        if (length < 0 || length > Left / 2) throw Corrupt();
        return RawMemory.Text(Take(length * sizeof(char)));
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Left) throw Corrupt();
        var span = bytes.Span.Slice(_position, count);
        _position += count;
        return span;
    }

    private static InvalidDataException Corrupt() => new("A message between processes is damaged or was cut short.");

    private object? ReadValue(Type declared)
    {
        if (declared.IsValueType && Nullable.GetUnderlyingType(declared) is null) return ReadInline(declared);
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var tag = (ValueTag)ReadByte();
        switch (tag)
        {
            case ValueTag.Null: return null;
            case ValueTag.Reference: return _objects[ReadCount()];
            case ValueTag.String: return Remember(ReadText() ?? throw Corrupt());
            case ValueTag.Type: return ReadType();
            case ValueTag.Method: return ReadMethod();
            case ValueTag.Struct: return ReadInline(ReadType());
            case ValueTag.Array: return ReadArray();
            case ValueTag.Delegate: return ReadDelegate();
            case ValueTag.LiveTokenSource: return ReadTokenSource();
            case ValueTag.LiveProgress: return ReadProgress();
            case ValueTag.Stateless: return Remember(RuntimeHelpers.GetUninitializedObject(ReadType()));
            case ValueTag.Object or ValueTag.Collection or ValueTag.Exception or ValueTag.Self: return Allocate(tag == ValueTag.Self);
            default: return ReadWellKnown(tag);
        }
    }

    // Apart, and not inlined: a method that names these types makes a child load their assemblies when it is first called.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private object ReadWellKnown(ValueTag tag) => tag switch
    {
        ValueTag.Culture => CultureInfo.GetCultureInfo(ReadText()!),
        ValueTag.Uri => Remember(new Uri(ReadText()!, ReadBoolean() ? UriKind.Absolute : UriKind.Relative)),
        ValueTag.Regex => Remember(new Regex(ReadText()!, (RegexOptions)ReadCount(), new TimeSpan(ReadNumber()))),
        _ => throw Corrupt(),
    };

    private object Allocate(bool isSelf)
    {
        var instance = Remember(RuntimeHelpers.GetUninitializedObject(ReadType()));
        if (isSelf) (AdoptSelf ?? throw Corrupt())((ChildProcess)instance);
        _pending.Add(instance);
        return instance;
    }

    private object ReadInline(Type type)
    {
        if (type == typeof(CancellationToken)) return ReadToken();
        var plan = TypePlan.Of(type);
        if (!type.IsValueType || plan.Refusal is not null) throw Corrupt();
        var boxed = RuntimeHelpers.GetUninitializedObject(type);
        if (plan.IsRaw) Take(plan.Size).CopyTo(RawMemory.OfBoxed(boxed, plan.Size));
        else ReadFields(boxed, plan.Fields);
        return boxed;
    }

    private CancellationToken ReadToken() => ReadCount() switch
    {
        LiveObjects.NotLive => CancellationToken.None,
        LiveObjects.Cancelled => new CancellationToken(canceled: true),
        var number => (live ?? throw Corrupt()).Token(number),
    };

    private object ReadTokenSource()
    {
        var number = ReadCount();
        var source = number >= 0 ? (live ?? throw Corrupt()).TokenSource(number) : new CancellationTokenSource();
        if (number == LiveObjects.Cancelled) source.Cancel();
        return Remember(source);
    }

    private object ReadProgress()
    {
        var reportType = ReadType();
        return Remember((live ?? throw Corrupt()).Progress(ReadCount(), reportType));
    }

    private void ReadFields(object instance, IEnumerable<FieldInfo> fields)
    {
        foreach (var field in fields) field.SetValue(instance, ReadValue(field.FieldType));
    }

    private object ReadArray()
    {
        var type = ReadType();
        if (!type.IsArray) throw Corrupt();
        var rank = type.GetArrayRank();
        var lengths = new int[rank];
        var lowerBounds = new int[rank];
        long total = 1;
        for (var dimension = 0; dimension < rank; dimension++)
        {
            lengths[dimension] = ReadCount();
            if (lengths[dimension] < 0) throw Corrupt();
            total = checked(total * lengths[dimension]);
            if (!type.IsSZArray) lowerBounds[dimension] = ReadCount();
        }

        var element = type.GetElementType()!;
        var plan = TypePlan.Of(element);
        // Every element takes a byte at least, but for structs without fields of their own.
        if (plan.Refusal is not null || total * Math.Max(1, plan.Size) > Left) throw Corrupt();
        var array = type.IsSZArray
            ? plan.IsRaw ? Array.CreateInstanceFromArrayType(type, lengths[0]) : Array.CreateInstance(element, lengths[0])
            : Array.CreateInstanceFromArrayType(type, lengths, lowerBounds);
        Remember(array);
        if (!plan.IsRaw) _pending.Add(array);
        else if (total > 0) Take((int)(total * plan.Size)).CopyTo(RawMemory.OfArray(array, 0, (int)(total * plan.Size)));
        return array;
    }

    private object ReadDelegate()
    {
        var slot = _objects.Count;
        _objects.Add(this);
        var type = ReadType();
        if (!typeof(Delegate).IsAssignableFrom(type)) throw Corrupt();
        var count = ReadCount();
        if (count <= 0 || count > Left) throw Corrupt();
        Delegate? all = null;
        for (var index = 0; index < count; index++)
        {
            var method = (MethodInfo)ReadMethod();
            all = Delegate.Combine(all, Delegate.CreateDelegate(type, ReadValue(typeof(object)), method, throwOnBindFailure: true));
        }

        _objects[slot] = all!;
        return all!;
    }

    private void ReadContents(object instance)
    {
        switch (instance)
        {
            case Array array:
                ReadElements(array);
                return;
            case Exception exception:
                ReadException(exception);
                return;
            case ChildProcess:
                ReadFields(instance, TypePlan.FieldsBelow(instance.GetType(), typeof(ChildProcess)));
                return;
        }

        var type = instance.GetType();
        if (RebuiltCollection.Find(type) is { } collection)
        {
            _rebuilds.Add(collection.Read(instance, ReadValue, Left));
            ReadFields(instance, TypePlan.FieldsBelow(type, collection.CollectionType));
        }
        else ReadFields(instance, TypePlan.Of(type).Fields);
    }

    private void ReadElements(Array array)
    {
        var element = array.GetType().GetElementType()!;
        if (array.Rank == 1 && array.GetLowerBound(0) == 0)
        {
            for (var position = 0; position < array.Length; position++) array.SetValue(ReadValue(element), position);
            return;
        }

        var index = new int[array.Rank];
        for (long position = 0; position < array.LongLength; position++)
        {
            var rest = position;
            for (var dimension = array.Rank - 1; dimension >= 0; dimension--)
            {
                index[dimension] = (int)(rest % array.GetLength(dimension)) + array.GetLowerBound(dimension);
                rest /= array.GetLength(dimension);
            }

            array.SetValue(ReadValue(element), index);
        }
    }

    private void ReadException(Exception exception)
    {
        ExceptionState.Message(exception) = ReadText();
        var stack = ReadText();
        exception.HelpLink = ReadText();
        exception.Source = ReadText();
        exception.HResult = ReadCount();
        ExceptionState.Inner(exception) = (Exception?)ReadValue(typeof(Exception));
        ReadFields(exception, TypePlan.FieldsBelow(exception.GetType(), typeof(Exception)));
        var entries = ReadCount();
        if ((uint)entries > (uint)Left) throw Corrupt();
        for (; entries > 0; entries--) exception.Data.Add(ReadValue(typeof(object))!, ReadValue(typeof(object)));
        if (stack is not null) ExceptionDispatchInfo.SetRemoteStackTrace(exception, stack);
    }

    internal Type ReadType()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var form = (TypeForm)ReadByte();
        Type type;
        switch (form)
        {
            case TypeForm.Known: return _types[ReadCount()];
            case TypeForm.Vector: type = ReadType().MakeArrayType(); break;
            case TypeForm.Array:
                var rank = ReadCount();
                if (rank is < 1 or > 32) throw Corrupt();
                type = ReadType().MakeArrayType(rank);
                break;
            case TypeForm.Generic:
                var definition = ReadType();
                var arguments = new Type[definition.GetGenericArguments().Length];
                for (var index = 0; index < arguments.Length; index++) arguments[index] = ReadType();
                type = definition.MakeGenericType(arguments);
                break;
            case TypeForm.Defined: type = ReadAssembly().ManifestModule.ResolveType(ReadCount()); break;
            default: throw Corrupt();
        }

        _types.Add(type);
        return type;
    }

    private Assembly ReadAssembly()
    {
        var number = ReadCount();
        if (number >= 0) return _assemblies[number];
        var name = ReadText() ?? throw Corrupt();
        var location = ReadText();
        var version = ReadGuid();
        var assembly = name == "System.Private.CoreLib" ? typeof(object).Assembly : Load(name, location);
        if (assembly.ManifestModule.ModuleVersionId != version)
        {
            throw new InvalidDataException($"The assembly '{assembly.Location}' is another build here than in the process that sent a value of it; start both from the same build.");
        }

        _assemblies.Add(assembly);
        return assembly;
    }

    private static Assembly Load(string name, string? location)
    {
        try
        {
            // By the property: the constructor parses a full name, with vector code that is compiled just for that.
            return Assembly.Load(new AssemblyName { Name = name });
        }
        catch (FileNotFoundException) when (File.Exists(location))
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyPath(location);
        }
    }

    internal MethodBase ReadMethod()
    {
        var type = ReadType();
        var token = ReadCount();
        var arguments = new Type[Math.Clamp(ReadCount(), 0, Left)];
        for (var index = 0; index < arguments.Length; index++) arguments[index] = ReadType();
        var method = type.Module.ResolveMethod(token) ?? throw Corrupt();
        if (type.IsConstructedGenericType) method = MethodBase.GetMethodFromHandle(method.MethodHandle, type.TypeHandle)!;
        return arguments.Length == 0 ? method : ((MethodInfo)method).MakeGenericMethod(arguments);
    }

    private T Remember<T>(T value)
        where T : notnull
    {
        _objects.Add(value);
        return value;
    }
}
