using System.Collections;
using System.Globalization;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Jobs;

/// <summary>
/// Notes in an exception which item of a map or a stream failed. The exception keeps its type and its message: the note is a line of its
/// stack trace, and an entry of its data.
/// </summary>
internal static class ItemNote
{
    /// <summary>
    /// The key in <see cref="Exception.Data"/> of the item's place in the input, an <see cref="int"/> from 0; of several items that were
    /// lost together, the place of the first.
    /// </summary>
    internal const string IndexKey = "Multiprocessing.ItemIndex";

    /// <summary>The key in <see cref="Exception.Data"/> of the number of items that were lost together, where they are several.</summary>
    internal const string CountKey = "Multiprocessing.ItemCount";

    private const int LongestText = 64;

    /// <summary>Notes an item that failed.</summary>
    internal static void Add(Exception failure, int index, object? item) =>
        AddLine(failure, index, Text(item) is { Length: <= LongestText } text ? $"in item {index} ({text})" : $"in item {index}");

    /// <summary>Notes the place of an item that failed, without its text.</summary>
    internal static void AddIndex(Exception failure, int index) => AddLine(failure, index, $"in item {index}");

    /// <summary>Notes the places of items that were lost together.</summary>
    internal static void AddRange(Exception failure, int index, int count)
    {
        Note(failure, IndexKey, index);
        if (count > 1) Note(failure, CountKey, count);
    }

    /// <summary>Returns the text for a range of items in error messages.</summary>
    internal static string Range(int index, int count) => count == 1 ? $"item {index}" : $"items {index} to {index + count - 1}";

    private static void AddLine(Exception failure, int index, string line)
    {
        Note(failure, IndexKey, index);
        ExceptionState.RemoteStack(failure) += $"   {line}{Environment.NewLine}";
    }

    // Returns null for types whose text may be made by the user's code.
    private static string? Text(object? item) => item switch
    {
        null => "null",
        string text => $"\"{text}\"",
        char or bool or Uri or Version => item.ToString(),
        Guid or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or decimal or Enum =>
            ((IFormattable)item).ToString(null, CultureInfo.InvariantCulture),
        IFormattable number when item.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    // An exception whose data is its own affair goes without the note.
    private static void Note(Exception failure, string key, int value)
    {
        try
        {
            if (failure.Data is IDictionary data) data[key] = value;
        }
        catch (Exception)
        {
            // The note is left out; see the justification above.
        }
    }
}
