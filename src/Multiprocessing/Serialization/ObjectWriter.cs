using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Multiprocessing.Serialization;

/// <summary>
/// Writes values for <see cref="ObjectReader"/>. An object is named where it is first met and its fields follow later, from a queue:
/// cycles and shared references need no special case, and a list of any length needs no deep stack.
/// </summary>
internal sealed class ObjectWriter(LiveObjects? live = null, object? self = null, int reserved = 0)
{
    // Room for what follows a large array, so that it is not copied once more for the sake of a few bytes.
    private const int ReserveAhead = 256;

    private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<Pending> _pending = new();
    private readonly Dictionary<Type, int> _types = [];
    private readonly Dictionary<Assembly, int> _assemblies = [];
    private byte[] _buffer = new byte[512];
    private readonly int _start = reserved;
    private int _length = reserved;
    private PathNode? _path;

    private readonly record struct Pending(object Value, PathNode? Path);

    internal ReadOnlyMemory<byte> Written => _buffer.AsMemory(_start, _length - _start);

    /// <summary>What was written, after as many bytes as were reserved for a header.</summary>
    internal Memory<byte> WithReserved => _buffer.AsMemory(0, _length);

    /// <summary>Writes one value with everything that hangs on it; <paramref name="what"/> names it in a refusal.</summary>
    internal void WriteGraph(object? value, Type declared, string what)
    {
        _path = new PathNode(null, what);
        WriteValue(value, declared);
        Drain();
    }

    internal void WriteByte(byte value) => Reserve(1)[0] = value;

    internal void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    internal void WriteNumber(long value) => BitConverter.TryWriteBytes(Reserve(8), value);

    internal void WriteCount(int value) => BitConverter.TryWriteBytes(Reserve(4), value);

    internal void WriteGuid(Guid value) => value.TryWriteBytes(Reserve(16));

    internal void WriteText(string? value)
    {
        WriteCount(value?.Length ?? -1);
        // UTF-16 as it lies in memory, so that lone surrogates survive.
        if (value is not null) WriteBytes(RawMemory.OfText(value));
    }

    internal void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    private void Drain()
    {
        while (_pending.TryDequeue(out var next))
        {
            _path = next.Path;
            WriteContents(next.Value);
        }
    }

    private Span<byte> Reserve(int count)
    {
        var needed = (long)_length + count;
        if (needed > _buffer.Length)
        {
            if (needed > Array.MaxLength) throw new ProcessBoundaryException("The values are larger than 2 GiB in all; send them in parts.");
            var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, Math.Max(needed + ReserveAhead, _buffer.Length * 2L)));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            _buffer = larger;
        }

        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }

    private void WriteTag(ValueTag tag) => WriteByte((byte)tag);

    private void WriteValue(object? value, Type declared)
    {
        if (declared.IsValueType && Nullable.GetUnderlyingType(declared) is null)
        {
            WriteInline(value!, declared);
            return;
        }

        if (value is null)
        {
            WriteTag(ValueTag.Null);
            return;
        }

        if (_numbers.TryGetValue(value, out var number))
        {
            WriteTag(ValueTag.Reference);
            WriteCount(number);
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        WriteNew(value, declared);
    }

    private void WriteInline(object value, Type type)
    {
        var plan = TypePlan.Of(type);
        if (plan.Refusal is not null) Refuse(type, plan.Refusal);
        if (plan.IsRaw) WriteBytes(RawMemory.OfBoxed(value, plan.Size));
        else if (value is CancellationToken token) WriteToken(token);
        else WriteFields(value, plan.Fields);
    }

    private void WriteFields(object value, IEnumerable<FieldInfo> fields)
    {
        var here = _path;
        foreach (var field in fields)
        {
            _path = new PathNode(here, field.Name, field.DeclaringType);
            WriteValue(field.GetValue(value), field.FieldType);
        }

        _path = here;
    }

    private void WriteNew(object value, Type declared)
    {
        switch (value)
        {
            case string text:
                Number(value);
                WriteTag(ValueTag.String);
                WriteText(text);
                return;
            case Type type:
                WriteTag(ValueTag.Type);
                WriteType(type);
                return;
            case MethodBase method:
                WriteTag(ValueTag.Method);
                WriteMethod(method);
                return;
            case CultureInfo culture:
                WriteTag(ValueTag.Culture);
                WriteText(culture.Name);
                return;
            case Uri uri:
                Number(value);
                WriteTag(ValueTag.Uri);
                WriteText(uri.OriginalString);
                WriteBoolean(uri.IsAbsoluteUri);
                return;
            case Regex regex:
                Number(value);
                WriteTag(ValueTag.Regex);
                WriteText(regex.ToString());
                WriteCount((int)regex.Options);
                WriteNumber(regex.MatchTimeout.Ticks);
                return;
            case Delegate function:
                WriteDelegate(function);
                return;
            case CancellationTokenSource source:
                Number(value);
                WriteTag(ValueTag.LiveTokenSource);
                WriteToken(source.Token);
                return;
        }

        if (ReferenceEquals(value, self))
        {
            Number(value);
            WriteTag(ValueTag.Self);
            WriteType(value.GetType());
            Defer(value);
            return;
        }

        if (live is not null && ProgressReport(value, declared) is { } reportType)
        {
            Number(value);
            WriteTag(ValueTag.LiveProgress);
            WriteType(reportType);
            WriteCount(live.Find(value, reportType));
            return;
        }

        var actual = value.GetType();
        if (TypePlan.Of(actual).Refusal is { } reason) Refuse(actual, reason);
        if (value is Array array) WriteArray(array);
        else if (actual.IsValueType)
        {
            WriteTag(ValueTag.Struct);
            WriteType(actual);
            WriteInline(value, actual);
        }
        else
        {
            Number(value);
            WriteTag(TagOf(value, actual));
            WriteType(actual);
            if (TypePlan.Of(actual).Fields.Length > 0) Defer(value);
        }
    }

    private static ValueTag TagOf(object value, Type type) =>
        value is Exception ? ValueTag.Exception
        : TypePlan.Of(type).Fields.Length == 0 ? ValueTag.Stateless
        : RebuiltCollection.Find(type) is null ? ValueTag.Object : ValueTag.Collection;

    private static Type? ProgressReport(object value, Type declared)
    {
        if (declared.IsGenericType && declared.GetGenericTypeDefinition() == typeof(IProgress<>)) return declared.GetGenericArguments()[0];
        var actual = value.GetType();
        return actual.IsGenericType && actual.GetGenericTypeDefinition() == typeof(Progress<>) ? actual.GetGenericArguments()[0] : null;
    }

    private void WriteToken(CancellationToken token)
    {
        var number = live is not null && token.CanBeCanceled ? live.Find(token) : LiveObjects.NotLive;
        WriteCount(number == LiveObjects.NotLive && token.IsCancellationRequested ? LiveObjects.Cancelled : number);
    }

    private void WriteArray(Array array)
    {
        var element = array.GetType().GetElementType()!;
        var plan = TypePlan.Of(element);
        if (plan.Refusal is not null) Refuse(array.GetType(), plan.Refusal);
        Number(array);
        WriteTag(ValueTag.Array);
        WriteType(array.GetType());
        for (var dimension = 0; dimension < array.Rank; dimension++)
        {
            WriteCount(array.GetLength(dimension));
            if (!array.GetType().IsSZArray) WriteCount(array.GetLowerBound(dimension));
        }

        if (!plan.IsRaw)
        {
            Defer(array);
            return;
        }

        var bytes = array.LongLength * plan.Size;
        if (bytes > Array.MaxLength) throw new ProcessBoundaryException("The values are larger than 2 GiB in all; send them in parts.");
        if (bytes > 0) WriteBytes(RawMemory.OfArray(array, 0, (int)bytes));
    }

    private void WriteDelegate(Delegate function)
    {
        Number(function);
        WriteTag(ValueTag.Delegate);
        WriteType(function.GetType());
        var calls = function.GetInvocationList();
        WriteCount(calls.Length);
        var here = _path;
        foreach (var call in calls)
        {
            if (call.Method.DeclaringType is null || call.Method.Module.Assembly.IsDynamic || call.Target?.GetType().FullName == "System.Runtime.CompilerServices.Closure")
            {
                Refuse(function.GetType(), "its code was made at run time and does not exist in the child; send the values that make it");
            }

            WriteMethod(call.Method);
            _path = call.Target is null || call.Target.GetType().Name.StartsWith('<') ? here : new PathNode(here, "target");
            WriteValue(call.Target, typeof(object));
        }

        _path = here;
    }

    private void WriteContents(object value)
    {
        switch (value)
        {
            case Array array:
                WriteElements(array);
                return;
            case Exception exception:
                WriteException(exception);
                return;
        }

        var type = value.GetType();
        if (ReferenceEquals(value, self)) WriteFields(value, TypePlan.FieldsBelow(type, typeof(ChildProcess)));
        else if (RebuiltCollection.Find(type) is { } collection)
        {
            collection.Write(value, WriteValue);
            WriteFields(value, TypePlan.FieldsBelow(type, collection.CollectionType));
        }
        else WriteFields(value, TypePlan.Of(type).Fields);
    }

    private void WriteElements(Array array)
    {
        var element = array.GetType().GetElementType()!;
        var here = _path;
        var index = 0;
        foreach (var item in array)
        {
            _path = new PathNode(here, $"[{index++}]");
            WriteValue(item, element);
        }

        _path = here;
    }

    private void WriteException(Exception exception)
    {
        WriteText(ExceptionState.Message(exception));
        WriteText(exception.StackTrace);
        WriteText(exception.HelpLink);
        WriteText(exception.Source);
        WriteCount(exception.HResult);
        WriteValue(exception.InnerException, typeof(Exception));
        WriteFields(exception, TypePlan.FieldsBelow(exception.GetType(), typeof(Exception)));
        WriteCount(exception.Data.Count);
        foreach (System.Collections.DictionaryEntry entry in exception.Data)
        {
            WriteValue(entry.Key, typeof(object));
            WriteValue(entry.Value, typeof(object));
        }
    }

    internal void WriteType(Type type)
    {
        if (_types.TryGetValue(type, out var number))
        {
            WriteByte((byte)TypeForm.Known);
            WriteCount(number);
            return;
        }

        if (type.IsSZArray || type.IsArray)
        {
            WriteByte((byte)(type.IsSZArray ? TypeForm.Vector : TypeForm.Array));
            if (!type.IsSZArray) WriteCount(type.GetArrayRank());
            WriteType(type.GetElementType()!);
        }
        else if (type.IsConstructedGenericType)
        {
            WriteByte((byte)TypeForm.Generic);
            WriteType(type.GetGenericTypeDefinition());
            foreach (var argument in type.GetGenericArguments()) WriteType(argument);
        }
        else
        {
            if (type.Assembly.IsDynamic || type.Assembly.IsCollectible || type.HasElementType || type.IsGenericParameter)
            {
                Refuse(type, "this type does not exist in the child");
            }

            WriteByte((byte)TypeForm.Defined);
            WriteAssembly(type.Assembly);
            WriteCount(type.MetadataToken);
        }

        _types.Add(type, _types.Count);
    }

    private void WriteAssembly(Assembly assembly)
    {
        if (_assemblies.TryGetValue(assembly, out var number))
        {
            WriteCount(number);
            return;
        }

        _assemblies.Add(assembly, _assemblies.Count);
        WriteCount(-1);
        WriteText(assembly.GetName().Name);
        WriteText(assembly.Location);
        WriteGuid(assembly.ManifestModule.ModuleVersionId);
    }

    internal void WriteMethod(MethodBase method)
    {
        if (method.DeclaringType is null) Refuse(method.GetType(), "its code was made at run time and does not exist in the child");
        WriteType(method.DeclaringType!);
        WriteCount(method.MetadataToken);
        WriteCount(method.IsGenericMethod ? method.GetGenericArguments().Length : 0);
        if (method.IsGenericMethod)
        {
            foreach (var argument in method.GetGenericArguments()) WriteType(argument);
        }
    }

    private void Number(object value) => _numbers.Add(value, _numbers.Count);

    private void Defer(object value) => _pending.Enqueue(new Pending(value, _path));

    private void Refuse(Type type, string reason) => throw ProcessBoundaryException.Refused(_path!.ToString(), type, reason);
}
