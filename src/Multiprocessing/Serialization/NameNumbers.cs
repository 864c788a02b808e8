namespace Multiprocessing.Serialization;

/// <summary>
/// Numbers for names, in the order of naming. Not a dictionary, which makes a child load an assembly before its function begins.
/// </summary>
internal sealed class NameNumbers
{
    // Up to so many are compared faster than hashed.
    private const int Few = 8;

    private GrowingArray<object> _named = new();
    private int[] _buckets = [];

    internal int Count => _named.Count;

    /// <summary>Returns the number of a name, or -1.</summary>
    internal int Find(object name)
    {
        if (_named.Count <= Few)
        {
            for (var number = 0; number < _named.Count; number++)
            {
                if (name.Equals(_named[number])) return number;
            }

            return -1;
        }

        for (var bucket = name.GetHashCode(); ; bucket++)
        {
            var number = _buckets[bucket & (_buckets.Length - 1)] - 1;
            if (number < 0 || name.Equals(_named[number])) return number;
        }
    }

    internal void Add(object name)
    {
        _named.Add(name);
        if (_named.Count <= Few) return;
        if (_named.Count * 2 > _buckets.Length) Rehash();
        else Put(_named.Count - 1);
    }

    /// <summary>Removes all but the first names.</summary>
    internal void Cut(int count)
    {
        if (count == _named.Count) return;
        while (_named.Count > count) _named.RemoveLast();
        if (_buckets.Length > 0) Rehash();
    }

    private void Rehash()
    {
        _buckets = _named.Count <= Few ? [] : new int[Math.Max(4 * Few, _buckets.Length * 2)];
        if (_buckets.Length == 0) return;
        for (var number = 0; number < _named.Count; number++) Put(number);
    }

    private void Put(int number)
    {
        var bucket = _named[number].GetHashCode();
        while (_buckets[bucket & (_buckets.Length - 1)] != 0) bucket++;
        _buckets[bucket & (_buckets.Length - 1)] = number + 1;
    }
}
