namespace Multiprocessing.Serialization;

/// <summary>Which hash codes are the same in every process of one build. Those of strings, and of whatever combines several values, are random by design.</summary>
internal static class HashCodes
{
    // What a dictionary hashes strings with until an attack shows.
    private const string StringHashing = "System.Collections.Generic.NonRandomizedStringEqualityComparer";

    /// <param name="key">The type of the keys.</param>
    /// <param name="comparer">The comparer in the collection's field; null for the default one.</param>
    internal static bool AreSameEverywhere(Type key, object? comparer)
    {
        if (key == typeof(string)) return comparer?.GetType().FullName?.StartsWith(StringHashing, StringComparison.Ordinal) == true;
        return comparer is null && (key.IsPrimitive || key.IsEnum || key == typeof(Guid) || key == typeof(DateTime) || key == typeof(TimeSpan) || key == typeof(DateOnly) || key == typeof(TimeOnly) || key == typeof(decimal));
    }
}
