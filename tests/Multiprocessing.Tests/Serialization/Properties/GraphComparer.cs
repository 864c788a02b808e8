using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Multiprocessing.Tests.Serialization.Properties;

/// <summary>
/// Compares what was sent with what was received: all fields, and that two references lead to one object on one side just where they do on
/// the other. Goes through both graphs side by side, on no stack but its own.
/// </summary>
internal sealed class GraphComparer
{
    private const int LongestWay = 200;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = new();

    private readonly Dictionary<object, object> _received = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object> _sent = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<(object? Sent, object? Received, bool IsReference, string Way)> _left = new();

    /// <summary>The first difference that is found, or null.</summary>
    internal static string? Difference(object? sent, object? received)
    {
        var comparer = new GraphComparer();
        comparer._left.Push((sent, received, true, ""));
        while (comparer._left.TryPop(out var next))
        {
            if (comparer.Compare(next.Sent, next.Received, next.IsReference, next.Way) is { } difference) return $"{next.Way}: {difference}";
        }

        return null;
    }

    private string? Compare(object? sent, object? received, bool isReference, string way)
    {
        if (sent is null || received is null) return ReferenceEquals(sent, received) ? null : $"{sent ?? "null"} became {received ?? "null"}";
        var type = sent.GetType();
        if (type != received.GetType()) return $"{type} became {received.GetType()}";
        if (isReference && HasIdentity(sent))
        {
            var (isKnown, isKnownThere) = (_received.TryGetValue(sent, out var counterpart), _sent.TryGetValue(received, out var original));
            if (isKnown != isKnownThere) return isKnown ? $"a shared {type} became two" : $"two objects became one {type}";
            if (isKnown) return ReferenceEquals(counterpart, received) && ReferenceEquals(original, sent) ? null : $"the reference leads to another {type}";
            (_received[sent], _sent[received]) = (received, sent);
        }

        return Contents(sent, received, type, way);
    }

    // As docs/serialization.md says of short strings and boxed numbers.
    private static bool HasIdentity(object value) => value is string text ? text.Length > 16 : !value.GetType().IsPrimitive;

    private string? Contents(object sent, object received, Type type, string way)
    {
        switch (sent)
        {
            case double number: return Same(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits((double)received));
            case float number: return Same(BitConverter.SingleToInt32Bits(number), BitConverter.SingleToInt32Bits((float)received));
            case string text: return string.Equals(text, (string)received, StringComparison.Ordinal) ? null : "another text";
            case Type: return Same(sent, received);
            case Delegate function: return Functions(function, (Delegate)received, way);
            case Array array: return Arrays(array, (Array)received, way);
            case IDictionary dictionary when type.Name is "ConcurrentDictionary`2": return Entries(dictionary, (IDictionary)received, way);
            case IEnumerable items when type.Name is "Dictionary`2" or "HashSet`1" or "List`1" or "Queue`1" or "Stack`1": return Items(items, (IEnumerable)received, type, way);
        }

        if (type.IsPrimitive || type.IsEnum) return Same(sent, received);
        foreach (var field in Fields(type)) Push(field.GetValue(sent), field.GetValue(received), !field.FieldType.IsValueType, $"{way}.{field.Name}");
        return null;
    }

    private static string? Same<T>(T sent, T received) => Equals(sent, received) ? null : $"{sent} became {received}";

    private string? Functions(Delegate sent, Delegate received, string way)
    {
        var (calls, others) = (sent.GetInvocationList(), received.GetInvocationList());
        if (calls.Length != others.Length) return "another number of calls";
        for (var index = 0; index < calls.Length; index++)
        {
            if (calls[index].Method != others[index].Method) return $"{calls[index].Method} became {others[index].Method}";
            Push(calls[index].Target, others[index].Target, true, $"{way}.Target");
        }

        return null;
    }

    private string? Arrays(Array sent, Array received, string way)
    {
        for (var dimension = 0; dimension < sent.Rank; dimension++)
        {
            if (sent.GetLength(dimension) != received.GetLength(dimension) || sent.GetLowerBound(dimension) != received.GetLowerBound(dimension)) return "another length";
        }

        Items(sent, received, sent.GetType(), way);
        return null;
    }

    private string? Items(IEnumerable sent, IEnumerable received, Type type, string way)
    {
        if (type.GetProperty("Comparer") is { } comparer) Push(comparer.GetValue(sent), comparer.GetValue(received), true, $"{way}.Comparer");
        var isReference = !(type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0]).IsValueType && type.Name != "Dictionary`2";
        var (items, others) = (sent.GetEnumerator(), received.GetEnumerator());
        for (var index = 0; ; index++)
        {
            var (hasItem, hasOther) = (items.MoveNext(), others.MoveNext());
            if (hasItem != hasOther) return "another number of elements";
            if (!hasItem) return null;
            Push(items.Current, others.Current, isReference, $"{way}[{index}]");
        }
    }

    // In the order of hash codes, which differ.
    private string? Entries(IDictionary sent, IDictionary received, string way)
    {
        if (sent.Count != received.Count) return "another number of elements";
        foreach (DictionaryEntry entry in sent)
        {
            if (!received.Contains(entry.Key)) return $"{entry.Key} is missing";
            Push(entry.Value, received[entry.Key], true, $"{way}[{entry.Key}]");
        }

        return null;
    }

    private void Push(object? sent, object? received, bool isReference, string way) =>
        _left.Push((sent, received, isReference, way.Length > LongestWay ? "…" + way[^(LongestWay / 2)..] : way));

    private static FieldInfo[] Fields(Type type) => s_fields.GetOrAdd(type, static type =>
    {
        var fields = new List<FieldInfo>();
        for (var current = type; current is not null; current = current.BaseType) fields.AddRange(current.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        return [.. fields];
    });
}
