using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Counts how many elements are passed, in all, where elements with given hash codes are added to a table one after the other: a peer that
/// chooses the codes can make that the square of their number.
/// </summary>
internal static class Probes
{
    private static readonly Func<int, int> s_prime =
        typeof(object).Assembly.GetType("System.Collections.HashHelpers")!.GetMethod("GetPrime",
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.CreateDelegate<Func<int, int>>();

    /// <summary>Counts in a table of .NET's that was made for as many elements.</summary>
    internal static long InTable(int[] codes) => InTable(codes, s_prime(codes.Length));

    internal static long InTable(int[] codes, int places)
    {
        var passed = 0L;
        var found = new int[places];
        foreach (var code in codes) passed += found[(uint)code % (uint)places]++;
        return passed;
    }

    /// <summary>Counts in a table that is made twice as large, plus one, whenever it is full.</summary>
    internal static long InGrowingTable(int[] codes, int places)
    {
        var passed = 0L;
        for (var full = 0; full < codes.Length; full = places, places = (2 * places) + 1)
        {
            var found = new int[places];
            for (var index = 0; index < codes.Length && index < places; index++)
            {
                var earlier = found[(codes[index] & int.MaxValue) % places]++;
                if (index >= full) passed += earlier;
            }
        }

        return passed;
    }

    /// <summary>Counts in a tree of hash codes, where elements with the same code are in a list.</summary>
    internal static long InTree(int[] codes)
    {
        var passed = 0L;
        Array.Sort(codes);
        for (var (index, equal) = (1, 0L); index < codes.Length; index++)
        {
            equal = codes[index] == codes[index - 1] ? equal + 1 : 0;
            passed += equal;
        }

        return passed;
    }
}
