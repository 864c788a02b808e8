namespace Multiprocessing.Serialization;

/// <summary>
/// A node of an immutable tree: it is higher than the two below it, so no circle leads through it, and it knows how many nodes there are.
/// </summary>
internal sealed class BalancedNode(int left, int right, int height, int? count) : Invariant
{
    internal override Verdict Look(object value, Validation others) => Holds(value) ? Verdict.Holds : others.Missing;

    private bool Holds(object value)
    {
        var (one, other) = (RawMemory.Field<object?>(value, left), RawMemory.Field<object?>(value, right));
        if (one is null || other is null) return one == other && Height(value) == 0 && Count(value) == 0;
        return Height(value) == 1 + Math.Max(Height(one), Height(other))
            && (count is null || (Math.Min(Count(one), Count(other)) >= 0 && Count(value) == 1L + Count(one) + Count(other)));
    }

    private int Height(object node) => RawMemory.Field<byte>(node, height);

    private int Count(object node) => count is { } field ? RawMemory.Field<int>(node, field) : 0;
}
