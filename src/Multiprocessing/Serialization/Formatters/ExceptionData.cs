using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// Adds to an exception's data while it is read. .NET keeps the data in a list and compares each new key with all others, which calls their
/// code. While reading, a key may be incomplete yet, and there may be many, so they are appended without a comparison.
/// </summary>
internal readonly struct ExceptionData
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly Type? s_list = typeof(object).Assembly.GetType("System.Collections.ListDictionaryInternal");
    private static readonly Type? s_node = s_list?.GetNestedType("DictionaryNode", BindingFlags.NonPublic | BindingFlags.Public);
    private static readonly int s_head = Offset(s_list, "head");
    private static readonly int s_count = Offset(s_list, "count");
    private static readonly int s_key = Offset(s_node, "key");
    private static readonly int s_value = Offset(s_node, "value");
    private static readonly int s_next = Offset(s_node, "next");

    private readonly IDictionary _data;
    private readonly StrongBox<object?>? _last;

    private ExceptionData(IDictionary data, StrongBox<object?>? last) => (_data, _last) = (data, last);

    internal static ExceptionData Of(Exception exception)
    {
        var data = exception.Data;
        // A class may have data of another kind, or entries from its constructor.
        return new ExceptionData(data, data.GetType() == s_list && data.Count == 0 ? new StrongBox<object?>() : null);
    }

    internal void Add(object key, object? value)
    {
        if (_last is null)
        {
            _data[key] = value;
            return;
        }

        var node = RuntimeHelpers.GetUninitializedObject(s_node!);
        RawMemory.Field<object>(node, s_key) = key;
        RawMemory.Field<object?>(node, s_value) = value;
        if (_last.Value is { } last) RawMemory.Field<object>(last, s_next) = node;
        else RawMemory.Field<object>(_data, s_head) = node;
        RawMemory.Field<int>(_data, s_count)++;
        _last.Value = node;
    }

    private static int Offset(Type? type, string field) => FieldOffsets.Of(type!.GetField(field, Fields)!);
}
