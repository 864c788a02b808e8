using System.Collections;
using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Finds the rules that hold for objects of a class of .NET: by name, so that the question loads no assembly of types that nobody uses.
/// </summary>
internal static class KnownInvariants
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Returns the invariants of a class and its base classes; null for none.</summary>
    internal static Invariant[]? Find(Type type)
    {
        var found = new GrowingArray<Invariant>();
        for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
        {
            if (!Frameworks.Contains(current.Assembly)) continue;
            var definition = current.IsConstructedGenericType ? current.GetGenericTypeDefinition() : current;
            if (Create(definition.FullName!, current, type) is { } invariant) found.Add(invariant);
            if (current.FullName == "System.Xml.Linq.XElement")
            {
                found.Add(Ring(current, "lastAttr", Field(current, "lastAttr").FieldType, "next", null, "parent", null));
            }
        }

        return found.Count == 0 ? null : found.ToArray();
    }

    private static Invariant? Create(string name, Type type, Type actual) => name switch
    {
        "System.Exception" => NoCircle(type, "_innerException"),
        "System.AggregateException" => NoCircle(type, "_innerExceptions"),
        "System.Collections.Generic.LinkedList`1" => Ring(type, "head", Field(type, "head").FieldType, "next", "prev", "list", "count"),
        // A view of a part of a set counts its elements when it is asked.
        "System.Collections.Generic.SortedSet`1" => actual.Name.StartsWith("TreeSubSet", StringComparison.Ordinal)
            ? PartOfTree(actual, type) : Tree(type),
        "System.Collections.Generic.Stack`1" or "System.Collections.Stack" => Filled(type, "_size", "_array"),
        "System.Collections.Generic.Queue`1" or "System.Collections.Queue" =>
            new RoundBuffer(Offset(type, "_array"), Offset(type, "_head"), Offset(type, "_tail"), Offset(type, "_size")),
        "System.Collections.Generic.PriorityQueue`2" => Filled(type, "_size", "_nodes"),
        "System.Collections.Generic.SortedList`2" or "System.Collections.SortedList" => Filled(type, "_size", "keys", "values"),
        "System.Collections.ArrayList" => Filled(type, "_size", "_items"),
        "System.Collections.Immutable.ImmutableArray`1+Builder" => Filled(type, "_count", "_elements"),
        "System.Collections.BitArray" => Filled(type, "_bitLength", "_array"),
        "System.Collections.Immutable.ImmutableList`1+Node" or "System.Collections.Immutable.ImmutableSortedSet`1+Node" =>
            Node(type, "_count"),
        "System.Collections.Immutable.ImmutableSortedDictionary`2+Node" => Node(type, null),
        "System.Collections.Immutable.ImmutableStack`1" => NoCircle(type, "_tail"),
        "System.Collections.Hashtable+SyncHashtable" => NoCircle(type, "_table"),
        "System.Collections.Specialized.ListDictionary+DictionaryNode" => NoCircle(type, "next"),
        "System.Xml.Linq.XObject" => NoCircle(type, "parent"),
        "System.Xml.Linq.XContainer" =>
            Ring(type, "content", type.Assembly.GetType("System.Xml.Linq.XNode")!, "next", null, "parent", null),
        _ when name.StartsWith("System.Collections.ArrayList+", StringComparison.Ordinal) => NoCircle(type, "_list", "_root", "_baseList"),
        _ when name.StartsWith("System.Collections.", StringComparison.Ordinal) || name.StartsWith("System.Linq.", StringComparison.Ordinal)
            => Around(type, static field => typeof(IEnumerable).IsAssignableFrom(field) || typeof(IEnumerator).IsAssignableFrom(field)),
        _ when name.StartsWith("System.Tuple`", StringComparison.Ordinal) => Around(type, static field => true),
        _ => null,
    };

    private static NoCircle NoCircle(Type type, params ReadOnlySpan<string> fields)
    {
        var offsets = new GrowingArray<int>();
        foreach (var name in fields)
        {
            if (type.GetField(name, Declared) is { FieldType.IsValueType: false } field) offsets.Add(FieldOffsets.Of(field));
        }

        return new NoCircle(offsets.ToArray());
    }

    // A class that wraps another object of any kind: a view, a query, a tuple.
    private static NoCircle? Around(Type type, Func<Type, bool> isOther)
    {
        var offsets = new GrowingArray<int>();
        foreach (var field in type.GetFields(Declared))
        {
            if ((field.FieldType.IsInterface || field.FieldType == typeof(object)) && isOther(field.FieldType))
            {
                offsets.Add(FieldOffsets.Of(field));
            }
        }

        return offsets.Count == 0 ? null : new NoCircle(offsets.ToArray());
    }

    private static RingInvariant Ring(Type type, string start, Type node, string next, string? previous, string owner, string? count) =>
        new(
        node, Offset(type, start), Offset(node, next), previous is null ? null : Offset(node, previous), Offset(node, owner), count is null
            ? null : Offset(type, count));

    private static TreeInvariant Tree(Type type)
    {
        var (root, left, right) = Nodes(type);
        return new TreeInvariant(root, left, right, Offset(type, "count"));
    }

    private static PartOfTree PartOfTree(Type part, Type type)
    {
        var (root, left, right) = Nodes(type);
        return new PartOfTree(Tree(type), root, left, right, Offset(part, "_underlying"));
    }

    private static (int Root, int Left, int Right) Nodes(Type type)
    {
        var node = Field(type, "root").FieldType;
        return (Offset(type, "root"), Offset(node, "<Left>k__BackingField"), Offset(node, "<Right>k__BackingField"));
    }

    private static BalancedNode Node(Type type, string? count) =>
        new(Offset(type, "_left"), Offset(type, "_right"), Offset(type, "_height"), count is null ? null : Offset(type, count));

    // A bit array counts its bits, other collections their elements.
    private static FilledArray Filled(Type type, string size, params string[] arrays) =>
        new(Array.ConvertAll(arrays, array => Offset(type, array)), Offset(type, size), type == typeof(BitArray)
            ? Field(type, arrays[0]).FieldType == typeof(byte[]) ? 8 : 32 : 1);

    private static int Offset(Type type, string field) => FieldOffsets.Of(Field(type, field));

    private static FieldInfo Field(Type type, string name)
    {
        for (var current = type; ; current = current.BaseType!)
        {
            if (current.GetField(name, Declared) is { } field) return field;
        }
    }
}
