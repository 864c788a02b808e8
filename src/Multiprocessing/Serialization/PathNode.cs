namespace Multiprocessing.Serialization;

/// <summary>Where a value was met: a chain from a field up to the argument or variable that it hangs on.</summary>
internal sealed class PathNode(PathNode? parent, string name, Type? declaringType = null)
{
    public override string ToString()
    {
        if (parent is null) return name;
        // The compiler keeps captured variables as fields of a class of its own, named <>c__DisplayClass…
        if (declaringType is not null && declaringType.Name.StartsWith("<>c", StringComparison.Ordinal))
        {
            if (name.StartsWith("CS$<>", StringComparison.Ordinal)) return parent.ToString();
            return name.StartsWith("<>4__this", StringComparison.Ordinal) ? "captured 'this'" : $"captured variable '{name}'";
        }

        var above = parent.ToString();
        // The array within a list is nothing that its user knows.
        if (name == "_items" && declaringType is { IsGenericType: true } && declaringType.GetGenericTypeDefinition() == typeof(List<>)) return above;
        var property = name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end ? name[1..end] : name;
        return property.StartsWith('[') ? above + property : $"{above}.{property}";
    }
}
