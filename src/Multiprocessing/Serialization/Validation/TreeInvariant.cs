namespace Multiprocessing.Serialization;

/// <summary>A tree whose owner counts its nodes, and whose nodes belong to no other tree.</summary>
internal sealed class TreeInvariant(int root, int left, int right, int count) : Invariant
{
    internal override Verdict Look(object value, Validation others)
    {
        var trees = others.Trees;
        if (!trees.Begins(value)) return Verdict.Holds;
        if (trees.IsOnly(this, value)) return Pass(value, others, claims: false);
        return trees.ClaimFirst() is not Verdict.Holds and var verdict ? verdict : Claim(value, others);
    }

    /// <summary>Gives the nodes to their owner.</summary>
    internal Verdict Claim(object value, Validation others) => Pass(value, others, claims: true);

    private Verdict Pass(object value, Validation others, bool claims)
    {
        var (way, trees, nodes) = (others.Way, others.Trees, 0);
        var before = trees.Claims;
        if (RawMemory.Field<object?>(value, root) is { } first) way.Push(first);
        while (way.TryPop(out var node))
        {
            // In a circle, the count exceeds the number of objects.
            if (claims ? !trees.Claim(node, value) : nodes == others.Objects) return Verdict.Broken;
            nodes++;
            if (RawMemory.Field<object?>(node, left) is { } one) way.Push(one);
            if (RawMemory.Field<object?>(node, right) is { } other) way.Push(other);
        }

        if (!claims) others.Visits += nodes;
        if (RawMemory.Field<int>(value, count) == nodes) return Verdict.Holds;
        trees.Release(before, value);
        return others.Missing;
    }
}
