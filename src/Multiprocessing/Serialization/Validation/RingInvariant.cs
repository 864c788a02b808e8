namespace Multiprocessing.Serialization;

/// <summary>The nodes lead back to the first one, and each names its owner.</summary>
internal sealed class RingInvariant(Type node, int start, int next, int? previous, int owner, int? count) : Invariant
{
    internal override Verdict Look(object value, Validation others)
    {
        var first = RawMemory.Field<object?>(value, start);
        var nodes = 0;
        // A text may stand in place of the nodes of XML.
        if (first is not null && (count is not null || node.IsInstanceOfType(first)))
        {
            var current = first;
            do
            {
                others.Visits++;
                var (following, its) = (RawMemory.Field<object?>(current, next), RawMemory.Field<object?>(current, owner));
                if (following is null || its is null) return others.Missing;
                if (++nodes > others.Objects || !ReferenceEquals(its, value)) return Verdict.Broken;
                if (previous is { } back && !ReferenceEquals(RawMemory.Field<object?>(following, back), current))
                {
                    return RawMemory.Field<object?>(following, back) is null ? others.Missing : Verdict.Broken;
                }

                current = following;
            }
            while (!ReferenceEquals(current, first));
        }

        return count is not { } field || RawMemory.Field<int>(value, field) == nodes ? Verdict.Holds : Verdict.Broken;
    }
}
