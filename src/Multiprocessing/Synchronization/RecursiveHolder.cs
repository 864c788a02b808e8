namespace Multiprocessing.Synchronization;

/// <summary>The owner of a recursive lock, and how many times it has entered, in one word, so that both change at once.</summary>
internal readonly record struct RecursiveHolder(long Bits)
{
    /// <summary>How often an owner may enter.</summary>
    internal const int Deepest = ushort.MaxValue;

    private const int DepthBits = 16;

    /// <summary>The number of the owning thread or flow; 0 for none.</summary>
    internal long Owner => Bits >> DepthBits;

    internal int Depth => (int)(Bits & Deepest);

    internal static RecursiveHolder Once(long owner) => new((owner << DepthBits) | 1);

    internal RecursiveHolder Deeper() =>
        Depth < Deepest ? new(Bits + 1) : throw new LockRecursionException($"A shared recursive lock was entered {Deepest} times " +
            "without being exited.");

    /// <summary>Returns the same owner with one entry less; no owner after the last one.</summary>
    internal RecursiveHolder Shallower() => Depth > 1 ? new(Bits - 1) : default;
}
