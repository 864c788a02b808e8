using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>Gives each object its number, by reference, in the order of meeting them.</summary>
internal struct IdentityTable()
{
    // So few are compared faster than hashed.
    private const int Few = 8;

    private object[] _objects = new object[Few];
    private int[] _parents = new int[Few];
    private int[] _buckets = [];

    internal int Count { get; private set; }

    internal readonly object this[int number] => _objects[number];

    /// <summary>The number of the object in whose contents this one was met first; -1 for none.</summary>
    internal readonly int Parent(int number) => _parents[number];

    /// <summary>The object's number where it is known; else adds it and returns -1.</summary>
    internal int FindOrAdd(object value, int parent)
    {
        if (Count < Few)
        {
            var objects = _objects;
            for (var number = 0; number < Count; number++)
            {
                if (ReferenceEquals(objects[number], value)) return number;
            }
        }
        else
        {
            if (Count * 2 >= _buckets.Length) Rehash();
            var buckets = _buckets;
            var mask = buckets.Length - 1;
            var bucket = RuntimeHelpers.GetHashCode(value) & mask;
            for (; buckets[bucket] != 0; bucket = (bucket + 1) & mask)
            {
                if (ReferenceEquals(_objects[buckets[bucket] - 1], value)) return buckets[bucket] - 1;
            }

            buckets[bucket] = Count + 1;
        }

        if (Count == _objects.Length) Grow();
        _objects[Count] = value;
        _parents[Count++] = parent;
        return -1;
    }

    /// <summary>Forgets all objects; memory for many is given back.</summary>
    internal void Clear()
    {
        if (_objects.Length > 4096) this = new IdentityTable();
        else
        {
            Array.Clear(_objects, 0, Count);
            if (Count > Few) Array.Clear(_buckets);
            Count = 0;
        }
    }

    private void Grow()
    {
        var objects = new object[Count * 2];
        Array.Copy(_objects, objects, Count);
        _objects = objects;
        var parents = new int[Count * 2];
        Array.Copy(_parents, parents, Count);
        _parents = parents;
    }

    private void Rehash()
    {
        var buckets = new int[Math.Max(_buckets.Length * 2, Few * 4)];
        var mask = buckets.Length - 1;
        for (var number = 0; number < Count; number++)
        {
            var bucket = RuntimeHelpers.GetHashCode(_objects[number]) & mask;
            while (buckets[bucket] != 0) bucket = (bucket + 1) & mask;
            buckets[bucket] = number + 1;
        }

        _buckets = buckets;
    }
}
