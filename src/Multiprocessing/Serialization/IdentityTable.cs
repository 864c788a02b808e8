using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>Gives each object its number, by reference, in the order of meeting them.</summary>
internal struct IdentityTable()
{
    // So few are compared faster than hashed.
    private const int Few = 8;

    private const int LargestKept = 1 << 15;

    private Entry[] _entries = new Entry[Few];
    private int[]? _buckets;

    // False while there are few.
    private bool _isHashed;

    internal int Count { get; private set; }

    internal readonly object this[int number] => _entries[number].Value;

    /// <summary>The number of the object in whose contents this one was met first; -1 for none.</summary>
    internal readonly int Parent(int number) => _entries[number].Parent;

    /// <summary>The object's number where it is known; else adds it and returns -1.</summary>
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
                if (found == 0)
                {
                    found = count + 1;
                    break;
                }

                if (ReferenceEquals(entries[found - 1].Value, value)) return found - 1;
            }
        }

        if (count == entries.Length) entries = Grow();
        ref var entry = ref entries[count];
        entry.Value = value;
        entry.Parent = parent;
        Count = count + 1;
        return -1;
    }

    /// <summary>Forgets all objects; memory for many is given back.</summary>
    internal void Clear()
    {
        if (_entries.Length > LargestKept)
        {
            this = new IdentityTable();
            return;
        }

        if (_isHashed) ClearBuckets(_buckets!);
        _isHashed = false;
        if (Count > Few) Array.Clear(_entries, 0, Count);
        else for (var number = 0; number < Count; number++) _entries[number] = default;
        Count = 0;
    }

    // A few objects are looked up once more, rather than clearing what many have needed before.
    private readonly void ClearBuckets(int[] buckets)
    {
        if (Count * 8 > buckets.Length)
        {
            Array.Clear(buckets);
            return;
        }

        for (var number = 0; number < Count; number++)
        {
            var bucket = RuntimeHelpers.GetHashCode(_entries[number].Value);
            while (buckets[bucket & (buckets.Length - 1)] != number + 1) bucket++;
            buckets[bucket & (buckets.Length - 1)] = 0;
        }
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
        // Four times as much: each time that it grows, all objects are hashed again.
        if (_buckets is null || Count * 2 >= _buckets.Length) _buckets = new int[Math.Max(8 * Few, Count * 8)];
        var buckets = _buckets;
        for (var number = 0; number < Count; number++)
        {
            var bucket = RuntimeHelpers.GetHashCode(_entries[number].Value);
            while (buckets[bucket & (buckets.Length - 1)] != 0) bucket++;
            buckets[bucket & (buckets.Length - 1)] = number + 1;
        }

        return buckets;
    }

    private struct Entry
    {
        internal object Value;
        internal int Parent;
    }
}
