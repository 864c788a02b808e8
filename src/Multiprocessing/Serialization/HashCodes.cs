using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Tells which hash codes are the same in every process of one build. Hash codes of strings, and of combinations of several values, are
/// random by design.
/// </summary>
internal static class HashCodes
{
    /// <summary>Stands for a collection whose hash codes differ from process to process.</summary>
    internal const int Differ = -1;

    /// <summary>Stands for a collection that has no comparer.</summary>
    private const int ByKey = 0;

    /// <summary>
    /// Returns how a collection hashes, as a number that every process knows; <see cref="Differ"/> where another process hashes otherwise.
    /// </summary>
    /// <param name="key">The type of the keys.</param>
    /// <param name="comparer">The comparer in the collection's field; null for the default one.</param>
    internal static int Find(Type key, object? comparer)
    {
        if (key == typeof(string)) return comparer is null ? Differ : ForStrings.Find(comparer);
        return comparer is null
            && (key.IsPrimitive || key.IsEnum || key == typeof(Guid) || key == typeof(DateTime) || key == typeof(TimeSpan)
            || key == typeof(DateOnly) || key == typeof(TimeOnly) || key == typeof(decimal)) ? ByKey : Differ;
    }

    /// <summary>Returns the comparer for the collection's field.</summary>
    internal static object? Comparer(Type key, int number)
    {
        if (key != typeof(string)) return number == ByKey && Find(key, null) == ByKey ? null : throw ObjectReader.Corrupt();
        return number > ByKey && number <= ForStrings.All.Length && ForStrings.All[number - 1] is IEqualityComparer<string> comparer
            ? comparer : throw ObjectReader.Corrupt();
    }

    // The comparers with which dictionaries and sets hash strings until too many collide.
    private static class ForStrings
    {
        internal static readonly object?[] All = [Within(null), Within(StringComparer.Ordinal), Within(StringComparer.OrdinalIgnoreCase)];

        internal static int Find(object comparer)
        {
            for (var index = 0; index < All.Length; index++)
            {
                if (ReferenceEquals(All[index], comparer)) return index + 1;
            }

            return Differ;
        }

        private static object? Within(StringComparer? comparer)
        {
            var within =
                typeof(Dictionary<string, object>).GetField("_comparer",
                BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(new Dictionary<string, object>(comparer));
            // A comparer that is kept unchanged hashes at random.
            return ReferenceEquals(within, comparer) ? new object() : within;
        }
    }
}
