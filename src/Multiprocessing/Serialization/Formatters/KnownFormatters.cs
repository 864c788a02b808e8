namespace Multiprocessing.Serialization;

/// <summary>Finds the formatter of a type: by name, so that the question loads no assembly of types that nobody uses.</summary>
internal static class KnownFormatters
{
    internal static Formatter? Find(Type type)
    {
        // The class has nothing but a field that holds the table.
        if (type.FullName == "System.Collections.Hashtable+SyncHashtable") return null;
        for (var current = type; current is not null && current != typeof(object) && current != typeof(ValueType);
            current = current.BaseType)
        {
            var definition = current.IsConstructedGenericType ? current.GetGenericTypeDefinition() : current;
            if (Create(definition.FullName, current, type) is { } form) return form;
        }

        return null;
    }

    private static Formatter? Create(string? name, Type ancestor, Type type) => name switch
    {
        "System.Delegate" => DelegateFormatter.Instance,
        "System.Type" or "System.Reflection.MemberInfo" => ReflectionFormatter.Instance,
        "System.Exception" => ExceptionFormatter.Instance,
        "System.Threading.CancellationToken" => CancellationTokenFormatter.Instance,
        "System.Threading.CancellationTokenSource" => CancellationTokenSourceFormatter.Instance,
        "System.Collections.Generic.List`1" => new ListFormatter(ancestor),
        "System.Collections.Generic.Dictionary`2" or "System.Collections.Generic.HashSet`1"
            or "System.Collections.Concurrent.ConcurrentDictionary`2"
            or "System.Collections.Concurrent.ConcurrentQueue`1" or "System.Collections.Concurrent.ConcurrentStack`1"
                or "System.Collections.Concurrent.ConcurrentBag`1"
            or "System.Collections.Generic.OrderedDictionary`2" or "System.Collections.Hashtable" => new RebuiltCollection(ancestor),
        "System.Collections.Generic.EqualityComparer`1" or "System.Collections.Generic.Comparer`1" =>
            DefaultComparerFormatter.Find(type, ancestor),
        "System.StringComparer" or "System.Text.Encoding" or "System.DBNull" or "System.TimeProvider" or "System.Random"
            or "System.Reflection.Missing" => new SingletonFormatter(type),
        "System.Text.StringBuilder" => StringBuilderFormatter.Instance,
        "System.TimeZoneInfo" => TimeZoneFormatter.Instance,
        "Multiprocessing.ChildProcess" => new SelfFormatter(ancestor),
        "Multiprocessing.AuthenticationKey" => AuthenticationKeyFormatter.Instance,
        "Multiprocessing.SharedObject" => SharedObjectFormatter.Instance,
        "Multiprocessing.SharedMemory" => SharedMemoryFormatter.Instance,
        "Multiprocessing.Serialization.LiveProgress`1" =>
            (Formatter)Activator.CreateInstance(typeof(LiveProgressFormatter<>).MakeGenericType(ancestor.GetGenericArguments()))!,
        "Multiprocessing.Serialization.Stand`2" =>
            (Formatter)Activator.CreateInstance(typeof(StandFormatter<,>).MakeGenericType(ancestor.GetGenericArguments()))!,
        "System.Globalization.CultureInfo" or "System.Globalization.CompareInfo" or "System.Globalization.TextInfo" or "System.Uri"
            or "System.Text.RegularExpressions.Regex"
            or "System.Net.IPAddress" or "System.Text.Json.JsonDocument" or "System.Text.Json.JsonElement"
                or "System.Text.Json.Nodes.JsonNode"
            or "System.Text.Json.JsonSerializerOptions" or "System.Dynamic.ExpandoObject"
            or "System.Xml.Linq.XName" or "System.Xml.Linq.XNamespace" or "System.Text.BaseCodePageEncoding" =>
                BuiltInSurrogates.Find(name),
        "System.Collections.Immutable.ImmutableDictionary`2" or "System.Collections.Immutable.ImmutableHashSet`1"
            or "System.Collections.Frozen.FrozenDictionary`2"
            or "System.Collections.Frozen.FrozenSet`1" or "System.Linq.Lookup`2"
                or "System.Collections.Immutable.ImmutableDictionary`2+Builder"
                or "System.Collections.Immutable.ImmutableHashSet`1+Builder" => GenericSurrogates.Find(name, ancestor),
        _ => null,
    };
}
