using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// Checks a <see cref="Memory{T}"/>, which keeps its target as an object, and trusts that it is an array of its type and long enough.
/// </summary>
internal sealed class MemoryCheck : ValueCheck
{
    private readonly Type _array;
    private readonly bool _isReadOnly;
    private readonly int _object;
    private readonly int _index;
    private readonly int _length;
    private Type? _manager;

    internal MemoryCheck(Type type)
    {
        _array = type.GetGenericArguments()[0].MakeArrayType();
        _isReadOnly = type.GetGenericTypeDefinition() == typeof(ReadOnlyMemory<>);
        (_object, _index, _length) = (Offset("_object"), Offset("_index"), Offset("_length"));

        int Offset(string name) => FieldOffsets.Of(type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!);
    }

    internal static bool Matches(Type type) =>
        type is { IsValueType: true, IsConstructedGenericType: true } && type.GetGenericTypeDefinition() is var definition
            && (definition == typeof(Memory<>) || definition == typeof(ReadOnlyMemory<>));

    internal override bool Holds(ref byte value)
    {
        var (index, length) = (Field<int>(ref value, _index), Field<int>(ref value, _length));
        if ((index | length) < 0) return false;
        var all = Field<object?>(ref value, _object) switch
        {
            null => 0,
            string text => _array == typeof(char[]) ? text.Length : -1,
            Array array => IsMine(array.GetType()) ? array.Length : -1,
            // Only the manager itself can say how long its memory is, when it is asked.
            var other => IsManager(other) ? int.MaxValue : -1,
        };
        return (uint)index + (ulong)(uint)length <= (ulong)all && all >= 0;
    }

    // An array that is written through it must be of the exact type; one that is only read may be of a derived type.
    private bool IsMine(Type array) =>
        array == _array || (array.IsSZArray && _array.IsAssignableFrom(array) && (_isReadOnly || _array.GetElementType()!.IsValueType));

    private bool IsManager(object value) =>
        (_manager ??= typeof(MemoryManager<>).MakeGenericType(_array.GetElementType()!)).IsInstanceOfType(value);

    private static ref T Field<T>(ref byte value, int offset) => ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref value, offset));
}
