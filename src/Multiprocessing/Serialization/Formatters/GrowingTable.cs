using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Follows how full the places of a concurrent dictionary are, by the hash codes of what was added, each time that it has taken more
/// places.
/// </summary>
internal sealed class GrowingTable(Type dictionary)
{
    private readonly FieldInfo _tables = dictionary.GetField("_tables", BindingFlags.Instance | BindingFlags.NonPublic)!;
    private FieldInfo? _buckets;
    private object? _lastTables;
    private int[] _found = [];

    /// <summary>Returns how many elements are passed when the next one is added.</summary>
    internal long Passed(object collection, int[] codes, int next)
    {
        var tables = RawMemory.Field<object>(collection, FieldOffsets.Of(_tables));
        if (!ReferenceEquals(tables, _lastTables))
        {
            _lastTables = tables;
            _buckets ??= tables.GetType().GetField("_buckets", BindingFlags.Instance | BindingFlags.NonPublic)!;
            _found = new int[((Array)_buckets.GetValue(tables)!).Length];
            for (var index = 0; index < next; index++) Place(codes[index])++;
        }

        return Place(codes[next])++;
    }

    private ref int Place(int code) => ref _found[(uint)code % (uint)_found.Length];
}
