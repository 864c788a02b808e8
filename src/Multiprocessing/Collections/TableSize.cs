using System.Numerics;
using Multiprocessing.Memory;

namespace Multiprocessing.Collections;

/// <summary>How large a table is made, so that what it has fits and a third of it stays free.</summary>
internal readonly struct TableSize
{
    private const int MinOrder = 9;

    // A place has 32 bits, in units of 8 bytes.
    private const int MaxOrder = 35;

    private TableSize(long units, long buckets) => (Units, Buckets) = (units, buckets);

    /// <summary>The units behind the header, those of the buckets included.</summary>
    internal long Units { get; }

    internal long Buckets { get; }

    /// <summary>Chooses the size of a table.</summary>
    /// <param name="units">How many units its entries will have.</param>
    /// <param name="count">How many entries that is.</param>
    /// <exception cref="InsufficientMemoryException">No table is so large.</exception>
    internal static TableSize For(long units, long count)
    {
        var average = Math.Max(1, units / count);
        for (var order = MinOrder; order < MaxOrder; order++)
        {
            // All of a block of the arena, which is a power of two.
            var all = ((1L << order) - BlockHeader.Length - TableHeader.Length) / TableHeader.UnitLength;
            var fitting = all / (average + 1);
            var buckets = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(4, fitting * 3 / 4));
            if (all - (buckets / 2) >= units + (units / 2)) return new TableSize(all, buckets);
        }

        throw new InsufficientMemoryException("A shared dictionary has too large entries for one of its parts.");
    }
}
