using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// Hash-based collections that cannot be filled once they are made: their elements are sent, and the collection is made of them.
/// </summary>
internal static class GenericSurrogates
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static Formatter? Find(string name, Type type)
    {
        var method = name switch
        {
            "System.Collections.Immutable.ImmutableDictionary`2" => nameof(ImmutableDictionaryForm),
            "System.Collections.Immutable.ImmutableHashSet`1" => nameof(ImmutableHashSetForm),
            "System.Collections.Frozen.FrozenDictionary`2" => nameof(FrozenDictionaryForm),
            "System.Collections.Frozen.FrozenSet`1" => nameof(FrozenSetForm),
            "System.Collections.Immutable.ImmutableDictionary`2+Builder" => nameof(DictionaryBuilderForm),
            "System.Collections.Immutable.ImmutableHashSet`1+Builder" => nameof(HashSetBuilderForm),
            _ => nameof(LookupForm),
        };
        return (Formatter)typeof(GenericSurrogates).GetMethod(method,
            BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, null)!;
    }

    private static BuiltInSurrogateFormatter<ImmutableDictionary<TKey, TValue>,
        DictionaryState<TKey, TValue>> ImmutableDictionaryForm<TKey, TValue>()
        where TKey : notnull => new(
            static dictionary =>
                new DictionaryState<TKey, TValue>
                {
                    Comparer = dictionary.KeyComparer,
                    ValueComparer = dictionary.ValueComparer,
                    Items = [.. dictionary]
                },
            static state => ImmutableDictionary.CreateRange(state.Comparer, state.ValueComparer, state.Items));

    private static BuiltInSurrogateFormatter<ImmutableHashSet<T>, SetState<T>> ImmutableHashSetForm<T>() => new(
        static set => new SetState<T> { Comparer = set.KeyComparer, Items = [.. set] },
        static state => ImmutableHashSet.CreateRange(state.Comparer, state.Items));

    private static BuiltInSurrogateFormatter<ImmutableDictionary<TKey, TValue>.Builder,
        ImmutableDictionary<TKey, TValue>> DictionaryBuilderForm<TKey, TValue>()
        where TKey : notnull => new(static builder => builder.ToImmutable(), static dictionary => dictionary.ToBuilder());

    private static BuiltInSurrogateFormatter<ImmutableHashSet<T>.Builder, ImmutableHashSet<T>> HashSetBuilderForm<T>() =>
        new(static builder => builder.ToImmutable(), static set => set.ToBuilder());

    private static BuiltInSurrogateFormatter<FrozenDictionary<TKey, TValue>, DictionaryState<TKey, TValue>> FrozenDictionaryForm<TKey,
        TValue>()
        where TKey : notnull => new(
            static dictionary => new DictionaryState<TKey, TValue> { Comparer = dictionary.Comparer, Items = [.. dictionary] },
            static state => state.Items.ToFrozenDictionary(state.Comparer));

    private static BuiltInSurrogateFormatter<FrozenSet<T>, SetState<T>> FrozenSetForm<T>() => new(
        static set => new SetState<T> { Comparer = set.Comparer, Items = [.. set] },
        static state => state.Items.ToFrozenSet(state.Comparer));

    private static BuiltInSurrogateFormatter<Lookup<TKey, TElement>, LookupState<TKey, TElement>> LookupForm<TKey, TElement>() => new(
        LookupState<TKey, TElement>.Of,
        static state => state.Make());

    private struct DictionaryState<TKey, TValue> : IHashedState
    {
        internal IEqualityComparer<TKey>? Comparer;
        internal IEqualityComparer<TValue>? ValueComparer;
        internal KeyValuePair<TKey, TValue>[] Items;

        public readonly void CheckKeys(ObjectReader reader)
        {
            if (KeyGuard.Looks<TKey>(reader)) KeyGuard.Check(reader, Array.ConvertAll(Items, static item => item.Key), Comparer);
        }
    }

    private struct SetState<T> : IHashedState
    {
        internal IEqualityComparer<T>? Comparer;
        internal T[] Items;

        public readonly void CheckKeys(ObjectReader reader)
        {
            if (KeyGuard.Looks<T>(reader)) KeyGuard.Check(reader, Items, Comparer);
        }
    }

    private struct LookupState<TKey, TElement> : IHashedState
    {
        // How many groups there is room for at first.
        private const int FirstPlaces = 7;


        private IEqualityComparer<TKey>? _comparer;
        private KeyValuePair<TKey, TElement>[] _items;

        internal static LookupState<TKey, TElement> Of(Lookup<TKey, TElement> lookup) => new()
        {
            _comparer = (IEqualityComparer<TKey>?)typeof(Lookup<TKey, TElement>).GetField("_comparer",
                BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(lookup),
            _items = [.. lookup.SelectMany(static group => group, static (group, element) => KeyValuePair.Create(group.Key, element))],
        };

        // The elements of a group lie one behind the other; if a key comes again later, each time counts.
        public readonly void CheckKeys(ObjectReader reader)
        {
            if (!KeyGuard.Looks<TKey>(reader)) return;
            var (comparer, keys) = (_comparer ?? EqualityComparer<TKey>.Default, new GrowingArray<TKey>());
            var look = KeyGuard.Look(reader, _comparer);
            for (var index = 0; index < _items.Length; index++)
            {
                look?.Look(_items[index].Key);
                if (!reader.IsFromNetwork || index == 0 || !comparer.Equals(_items[index].Key, _items[index - 1].Key))
                {
                    keys.Add(_items[index].Key);
                }
            }

            KeyGuard.CheckCodes(reader, keys.ToArray(), _comparer, static codes => Probes.InGrowingTable(codes, FirstPlaces),
                look?.Largest ?? 1);
        }

        internal readonly Lookup<TKey, TElement> Make() =>
            (Lookup<TKey, TElement>)Each(_items).ToLookup(static item => item.Key, static item => item.Value, _comparer);

        // A lazy sequence, since of an empty array another kind of lookup is made.
        private static IEnumerable<KeyValuePair<TKey, TElement>> Each(KeyValuePair<TKey, TElement>[] items)
        {
            foreach (var item in items) yield return item;
        }
    }
}
