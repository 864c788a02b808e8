namespace Multiprocessing.Serialization;

/// <summary>A type's name as C# writes it: <c>Dictionary&lt;String, Int32[]&gt;</c> in place of <c>Dictionary`2[System.String,System.Int32[]]</c>.</summary>
internal static class TypeName
{
    internal static string Full(Type type) => type.Namespace is { } space ? $"{space}.{Of(type)}" : Of(type);

    internal static string Of(Type type)
    {
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } value) return $"{Of(value)}?";
        if (!type.IsGenericType) return type.IsNested && !type.IsGenericParameter ? $"{Of(type.DeclaringType!)}.{type.Name}" : type.Name;
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        var name = tick < 0 ? type.Name : type.Name[..tick];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }
}
