namespace Multiprocessing.Serialization;

/// <summary>A tree whose owner counts its nodes, and whose nodes are nobody else's.</summary>
internal sealed class TreeInvariant(int root, int left, int right, int count) : Invariant
{
    internal override Verdict Look(object value, Soundness others)
    {
        if (!others.BeginsToOwn(value)) return Verdict.Holds;
        var (way, before) = (others.Way, others.Claims);
        if (RawMemory.Field<object?>(value, root) is { } first) way.Push(first);
        while (way.TryPop(out var node))
        {
            if (!others.Claim(node, value)) return Verdict.Broken;
            if (RawMemory.Field<object?>(node, left) is { } one) way.Push(one);
            if (RawMemory.Field<object?>(node, right) is { } other) way.Push(other);
        }

        if (RawMemory.Field<int>(value, count) == others.Claims - before) return Verdict.Holds;
        others.Release(before, value);
        return others.Missing;
    }
}
