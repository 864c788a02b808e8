namespace Multiprocessing.Serialization;

/// <summary>A tree whose owner counts its nodes.</summary>
internal sealed class TreeInvariant(int root, int left, int right, int? count) : Invariant
{
    internal override bool Holds(object value, Soundness others)
    {
        var nodes = 0;
        var way = others.Way;
        if (RawMemory.Field<object?>(value, root) is { } first) way.Push(first);
        while (way.TryPop(out var node))
        {
            if (++nodes > others.Objects) return false;
            if (RawMemory.Field<object?>(node, left) is { } one) way.Push(one);
            if (RawMemory.Field<object?>(node, right) is { } other) way.Push(other);
        }

        return count is not { } field || RawMemory.Field<int>(value, field) == nodes;
    }
}
