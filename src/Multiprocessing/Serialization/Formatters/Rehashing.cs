namespace Multiprocessing.Serialization;

/// <summary>
/// Makes a dictionary or a set of the elements of another one whose table is not trusted: only its elements are used, one after the other.
/// </summary>
internal abstract class Rehashing
{
    internal static Rehashing For(Type collection) =>
        (Rehashing)Activator.CreateInstance(
            (collection.Name == "HashSet`1" ? typeof(OfSet<>)
            : typeof(OfDictionary<,>)).MakeGenericType(collection.GetGenericArguments()))!;

    internal abstract object Build(ObjectReader reader, object collection);

    private sealed class OfSet<T> : Rehashing
    {
        internal override object Build(ObjectReader reader, object collection)
        {
            var set = (HashSet<T>)collection;
            var keys = new T[set.Count];
            var count = 0;
            foreach (var key in set)
            {
                if (count == keys.Length) throw ObjectReader.Corrupt();
                keys[count++] = key;
            }

            if (count < keys.Length) throw ObjectReader.Corrupt();
            KeyGuard.CheckCodes(reader, keys, set.Comparer, Probes.InTable);
            var built = new HashSet<T>(count, set.Comparer);
            foreach (var key in keys)
            {
                if (!built.Add(key)) throw ObjectReader.Corrupt();
            }

            return built;
        }
    }

    private sealed class OfDictionary<TKey, TValue> : Rehashing
        where TKey : notnull
    {
        internal override object Build(ObjectReader reader, object collection)
        {
            var dictionary = (Dictionary<TKey, TValue>)collection;
            var keys = new TKey[dictionary.Count];
            var count = 0;
            foreach (var (key, _) in dictionary)
            {
                if (count == keys.Length) throw ObjectReader.Corrupt();
                keys[count++] = key;
            }

            if (count < keys.Length) throw ObjectReader.Corrupt();
            KeyGuard.CheckCodes(reader, keys, dictionary.Comparer, Probes.InTable);
            var built = new Dictionary<TKey, TValue>(count, dictionary.Comparer);
            foreach (var (key, value) in dictionary) built.Add(key, value);
            return built;
        }
    }
}
