using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>Gives each object a number, by reference, in the order in which objects are met.</summary>
internal struct IdentityTable()
{
    // Up to so many are compared faster than hashed.
    private const int Few = 8;

    private const int LargestKept = 1 << 15;

    private Entry[] _entries = new Entry[Few];
    private int[]? _buckets;

    // A bucket's number is valid if it is above this; other numbers are left over from earlier graphs, so buckets need no clearing.
    private int _base;

    // False while there are few objects.
    private bool _isHashed;

    internal int Count { get; private set; }

    internal readonly object this[int number] => _entries[number].Value;

    /// <summary>Returns the number of the object in whose contents this one was met first; -1 for none.</summary>
    internal readonly int Parent(int number) => _entries[number].Parent;

    /// <summary>Returns the object's number where it is known; otherwise adds the object and returns -1.</summary>
    internal int FindOrAdd(object value, int parent)
    {
        var count = Count;
        var entries = _entries;
        if (count < Few)
        {
            for (var number = 0; number < count; number++)
            {
                if (ReferenceEquals(entries[number].Value, value)) return number;
            }
        }
        else
        {
            var buckets = _buckets;
            if (!_isHashed || count * 2 >= buckets!.Length) buckets = Rehash();
            for (var bucket = RuntimeHelpers.GetHashCode(value); ; bucket++)
            {
                ref var found = ref buckets[bucket & (buckets.Length - 1)];
                var number = found - _base;
                if (number <= 0)
                {
                    found = _base + count + 1;
                    break;
                }

                if (ReferenceEquals(entries[number - 1].Value, value)) return number - 1;
            }
        }

        if (count == entries.Length) entries = Grow();
        ref var entry = ref entries[count];
        entry.Value = value;
        entry.Parent = parent;
        Count = count + 1;
        return -1;
    }

    /// <summary>Removes all objects; a large table is released.</summary>
    internal void Clear()
    {
        if (_entries.Length > LargestKept)
        {
            this = new IdentityTable();
            return;
        }

        // Numbers that could not be told from those of the next graph must go.
        if (_base > int.MaxValue / 2) (_buckets, _base) = (null, 0);
        _base += Count;
        _isHashed = false;
        if (Count > Few) Array.Clear(_entries, 0, Count);
        else for (var number = 0; number < Count; number++) _entries[number] = default;
        Count = 0;
    }

    private Entry[] Grow()
    {
        var larger = new Entry[Count * 2];
        Array.Copy(_entries, larger, Count);
        return _entries = larger;
    }

    private int[] Rehash()
    {
        _isHashed = true;
        // Grows fourfold, since each time all objects are hashed again.
        if (_buckets is null || Count * 2 >= _buckets.Length) (_buckets, _base) = (new int[Math.Max(8 * Few, Count * 8)], 0);
        var buckets = _buckets;
        for (var number = 0; number < Count; number++)
        {
            var bucket = RuntimeHelpers.GetHashCode(_entries[number].Value);
            while (buckets[bucket & (buckets.Length - 1)] > _base) bucket++;
            buckets[bucket & (buckets.Length - 1)] = _base + number + 1;
        }

        return buckets;
    }

    private struct Entry
    {
        internal object Value;
        internal int Parent;
    }
}
