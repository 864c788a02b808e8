namespace Multiprocessing.Serialization;

/// <summary>A view of a part of a sorted set: its root is a node of the set's tree, or was one before the set changed.</summary>
internal sealed class PartOfTree(TreeInvariant tree, int root, int left, int right, int whole) : Invariant
{
    internal override Verdict Look(object value, Validation others)
    {
        if (RawMemory.Field<object?>(value, whole) is not { } set) return others.Missing;
        // A view of a view belongs to the set, too.
        if (set.GetType() == value.GetType()) return Verdict.Broken;
        // The set's tree is checked first, so that the nodes belong to the set.
        if (tree.Look(set, others) is not Verdict.Holds and var verdict) return verdict;
        var trees = others.Trees;
        if (trees.ClaimFirst() is not Verdict.Holds and var again) return again;
        var (way, before) = (others.Way, trees.Claims);
        if (RawMemory.Field<object?>(value, root) is { } first) way.Push(first);
        while (way.TryPop(out var node))
        {
            // Behind a node of the set there are only nodes of the set.
            if (ReferenceEquals(trees.Owner(node), set)) continue;
            if (!trees.Claim(node, value)) return Verdict.Broken;
            if (RawMemory.Field<object?>(node, left) is { } one) way.Push(one);
            if (RawMemory.Field<object?>(node, right) is { } other) way.Push(other);
        }

        trees.HandOver(before, set);
        return Verdict.Holds;
    }
}
