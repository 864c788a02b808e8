namespace Multiprocessing.Serialization;

/// <summary>
/// A type's name as C# writes it: <c>Dictionary&lt;String, Int32[]&gt;</c> in place of <c>Dictionary`2[System.String,System.Int32[]]</c>.
/// </summary>
internal static class TypeName
{
    internal static string Full(Type type) => type.Namespace is { } space ? $"{space}.{Of(type)}" : Of(type);

    internal static string Of(Type type)
    {
        if (type.IsArray) return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } value) return $"{Of(value)}?";
        if (!type.IsGenericType)
        {
            return type.IsNested && !type.IsGenericParameter ? $"{Of(type.DeclaringType!)}.{Written(type)}" : Written(type);
        }

        var name = Written(type);
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        if (tick >= 0) name = name[..tick];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }

    // The compiler puts the file and its hash before the name of a type that is private to a file: <Program>F0A1B2__Order.
    private static string Written(Type type) =>
        type.Name.StartsWith('<') && type.Name.Contains(">F", StringComparison.Ordinal)
            && type.Name.IndexOf("__", StringComparison.Ordinal) is > 0 and var end ? type.Name[(end + 2)..] : type.Name;
}
