using System.Collections;

namespace Multiprocessing.Serialization;

/// <summary>
/// Fills a hash-based collection with what a network peer has sent. The table is made as large as it will be, and the number of elements
/// that would be passed is computed before the first one is added.
/// </summary>
internal abstract class CarefulFill
{
    internal static CarefulFill For(Type collection, Type key)
    {
        var arguments = collection.IsGenericType ? collection.GetGenericArguments() : [];
        var filler = collection.Name switch
        {
            "Hashtable" => typeof(OfHashtable),
            "HashSet`1" => typeof(OfSet<>).MakeGenericType(key),
            "Dictionary`2" => typeof(OfDictionary<,>).MakeGenericType(arguments),
            "OrderedDictionary`2" => typeof(OfOrderedDictionary<,>).MakeGenericType(arguments),
            _ => typeof(OfConcurrentDictionary<,>).MakeGenericType(arguments),
        };
        return (CarefulFill)Activator.CreateInstance(filler)!;
    }

    internal abstract void Fill(ObjectReader reader, object collection, object? comparer, object?[] items);

    // Runs the constructor on the existing object, which may be of a derived class.
    private protected static void Construct(Type type, Type comparerType, object collection, int count, object? comparer) =>
        type.GetConstructor([typeof(int), comparerType])!.Invoke(collection, [count, comparer]);

    private protected static TKey[] Keys<TKey>(object?[] items, int step)
    {
        var keys = new TKey[items.Length / step];
        for (var index = 0; index < keys.Length; index++) keys[index] = (TKey)items[index * step]!;
        return keys;
    }

    // Checks the keys, and makes the collection with room for all of them.
    private static TKey[] Begin<TKey>(Type type, ObjectReader reader, object collection, object? comparer, object?[] items, int step)
    {
        var keys = Keys<TKey>(items, step);
        KeyGuard.CheckCodes(reader, keys, (IEqualityComparer<TKey>?)comparer, Probes.InTable);
        Construct(type, typeof(IEqualityComparer<TKey>), collection, keys.Length, comparer);
        return keys;
    }

    private sealed class OfSet<T> : CarefulFill
    {
        internal override void Fill(ObjectReader reader, object collection, object? comparer, object?[] items)
        {
            var keys = Begin<T>(typeof(HashSet<T>), reader, collection, comparer, items, step: 1);
            foreach (var key in keys)
            {
                if (!((HashSet<T>)collection).Add(key)) throw ObjectReader.Corrupt();
            }
        }
    }

    private sealed class OfDictionary<TKey, TValue> : CarefulFill
        where TKey : notnull
    {
        internal override void Fill(ObjectReader reader, object collection, object? comparer, object?[] items)
        {
            var dictionary = (Dictionary<TKey, TValue>)collection;
            var keys = Begin<TKey>(typeof(Dictionary<TKey, TValue>), reader, collection, comparer, items, step: 2);
            for (var index = 0; index < keys.Length; index++) dictionary.Add(keys[index], (TValue)items[(2 * index) + 1]!);
        }
    }

    private sealed class OfOrderedDictionary<TKey, TValue> : CarefulFill
        where TKey : notnull
    {
        internal override void Fill(ObjectReader reader, object collection, object? comparer, object?[] items)
        {
            var dictionary = (OrderedDictionary<TKey, TValue>)collection;
            var keys = Begin<TKey>(typeof(OrderedDictionary<TKey, TValue>), reader, collection, comparer, items, step: 2);
            for (var index = 0; index < keys.Length; index++) dictionary.Add(keys[index], (TValue)items[(2 * index) + 1]!);
        }
    }

    // The dictionary grows by rules of its own, and so its growth is followed while it is filled.
    private sealed class OfConcurrentDictionary<TKey, TValue> : CarefulFill
        where TKey : notnull
    {
        internal override void Fill(ObjectReader reader, object collection, object? comparer, object?[] items)
        {
            var dictionary = (System.Collections.Concurrent.ConcurrentDictionary<TKey, TValue>)collection;
            var type = typeof(System.Collections.Concurrent.ConcurrentDictionary<TKey, TValue>);
            type.GetConstructor([typeof(IEqualityComparer<TKey>)])!.Invoke(collection, [comparer]);
            var keys = Keys<TKey>(items, 2);
            var codes = KeyGuard.Codes(reader, keys, (IEqualityComparer<TKey>?)comparer);
            var table = new GrowingTable(type);
            for (var index = 0; index < keys.Length; index++)
            {
                if (codes is not null) reader.CountWork(table.Passed(collection, codes, index));
                if (!dictionary.TryAdd(keys[index], (TValue)items[(2 * index) + 1]!)) throw ObjectReader.Corrupt();
            }
        }
    }

    private sealed class OfHashtable : CarefulFill
    {
        internal override void Fill(ObjectReader reader, object collection, object? comparer, object?[] items)
        {
            var keys = Keys<object>(items, 2);
            var hasher = (IEqualityComparer?)comparer;
            var codes = Array.ConvertAll(keys, key => hasher?.GetHashCode(key) ?? key.GetHashCode());
            // Where a place is taken, the distance to the next one depends on the whole hash code, so only keys of one code meet again and
            // again.
            reader.CountWork(Probes.InTree(codes));
            Construct(typeof(Hashtable), typeof(IEqualityComparer), collection, keys.Length + 1, comparer);
            for (var index = 0; index < keys.Length; index++) ((Hashtable)collection).Add(keys[index], items[(2 * index) + 1]);
        }
    }
}
