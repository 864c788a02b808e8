namespace Multiprocessing.Serialization;

/// <summary>Checks the keys of a collection before it is built of them.</summary>
internal static class KeyGuard
{
    // Far more than is allowed, and small enough that the product does not overflow.
    private const long MostCounted = 1 << 24;

    /// <summary>Whether there is anything to check.</summary>
    internal static bool Looks<TKey>(ObjectReader reader) => reader.IsFromNetwork || reader.LooksAtKeys(TypePlan.Of(typeof(TKey)));

    /// <summary>
    /// Checks that the keys have hash codes, and, where they come from a network peer, that these were not chosen so that the collection
    /// takes long to build.
    /// </summary>
    internal static void Check<TKey>(ObjectReader reader, TKey[] keys, IEqualityComparer<TKey>? comparer)
    {
        var look = Look(reader, comparer);
        if (look is not null)
        {
            foreach (var key in keys) look.Look(key);
        }

        CheckCodes(reader, keys, comparer, Probes.InTable, look?.Largest ?? 1);
    }

    internal static KeyCheck? Look<TKey>(ObjectReader reader, IEqualityComparer<TKey>? comparer) =>
        reader.LookAtKeys(TypePlan.Of(typeof(TKey)), comparer == EqualityComparer<TKey>.Default ? null : comparer);

    /// <summary>Counts how many elements are passed when keys from a network peer are added one after the other.</summary>
    internal static void CheckCodes<TKey>(ObjectReader reader, TKey[] keys, IEqualityComparer<TKey>? comparer, Func<int[], long> probes,
        long largest = 1)
    {
        if (Codes(reader, keys, comparer) is not { } codes) return;
        var passed = probes(codes);
        reader.CountWork(passed);
        // Each element that is passed may be compared, with all that hangs on it.
        if (largest > 1) reader.CountWork(passed * Math.Min(largest, MostCounted));
    }

    /// <summary>
    /// Returns the hash codes of keys that a network peer can have chosen for their hash codes; null where it cannot: hash codes of strings
    /// depend on a secret of each process.
    /// </summary>
    internal static int[]? Codes<TKey>(ObjectReader reader, TKey[] keys, IEqualityComparer<TKey>? comparer)
    {
        if (!reader.IsFromNetwork || keys.Length == 0) return null;
        if (typeof(TKey) == typeof(string) && (comparer is null or StringComparer || comparer == EqualityComparer<TKey>.Default))
        {
            return null;
        }

        reader.Charge((long)keys.Length * 3 * sizeof(int));
        comparer ??= EqualityComparer<TKey>.Default;
        var codes = new int[keys.Length];
        for (var index = 0; index < codes.Length; index++) codes[index] = keys[index] is { } key ? comparer.GetHashCode(key) : 0;
        return codes;
    }
}
