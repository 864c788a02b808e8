using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>Checks a <see cref="ReadOnlySequence{T}"/>, which keeps its target as objects, whose types it tells by two bits.</summary>
internal sealed class SequenceCheck : ValueCheck
{
    private readonly Type _element;
    private readonly int _startObject;
    private readonly int _endObject;
    private readonly int _startInteger;
    private readonly int _endInteger;

    internal SequenceCheck(Type type)
    {
        _element = type.GetGenericArguments()[0];
        (_startObject, _endObject, _startInteger, _endInteger) =
            (Offset("_startObject"), Offset("_endObject"), Offset("_startInteger"), Offset("_endInteger"));

        int Offset(string name) => FieldOffsets.Of(type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!);
    }

    internal override bool Holds(ref byte value)
    {
        var (first, last) = (Field<object?>(ref value, _startObject), Field<object?>(ref value, _endObject));
        if (first is null || last is null)
        {
            return first == last && (Field<int>(ref value, _startInteger) | Field<int>(ref value, _endInteger)) == 0;
        }

        var (start, end) = (Field<int>(ref value, _startInteger), Field<int>(ref value, _endInteger));
        if (start >= 0 && end >= 0) return IsOf(typeof(ReadOnlySequenceSegment<>), first) && IsOf(typeof(ReadOnlySequenceSegment<>), last);
        if (!ReferenceEquals(first, last) || (start & int.MaxValue) > (end & int.MaxValue)) return false;
        return (start < 0, end < 0) switch
        {
            (false, true) => first is Array array && _element.MakeArrayType().IsInstanceOfType(array)
                && (end & int.MaxValue) <= array.Length,
            (true, true) => first is string text && _element == typeof(char) && (end & int.MaxValue) <= text.Length,
            _ => IsOf(typeof(MemoryManager<>), first),
        };
    }

    private bool IsOf(Type definition, object value) => definition.MakeGenericType(_element).IsInstanceOfType(value);

    private static ref T Field<T>(ref byte value, int offset) => ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref value, offset));
}
