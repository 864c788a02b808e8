namespace Multiprocessing.Serialization;

/// <summary>Nodes that lead back to the first one, each of which names its owner.</summary>
internal sealed class RingInvariant(Type node, int start, int next, int? previous, int owner, int? count) : Invariant
{
    internal override bool Holds(object value, Soundness others)
    {
        var first = RawMemory.Field<object?>(value, start);
        var nodes = 0;
        // A text may stand in place of the nodes of XML.
        if (first is not null && (count is not null || node.IsInstanceOfType(first)))
        {
            var current = first;
            do
            {
                var following = RawMemory.Field<object?>(current, next);
                if (following is null || ++nodes > others.Objects || !ReferenceEquals(RawMemory.Field<object?>(current, owner), value)) return false;
                if (previous is { } back && !ReferenceEquals(RawMemory.Field<object?>(following, back), current)) return false;
                current = following;
            }
            while (!ReferenceEquals(current, first));
        }

        return count is not { } field || RawMemory.Field<int>(value, field) == nodes;
    }
}
