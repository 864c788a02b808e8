using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Tests.Serialization;

/// <summary>Collections whose keys nobody can hash: made with sound keys, which are changed by force afterwards.</summary>
internal static class HostileKeys
{
    /// <summary>Each kind of collection that is built anew where it arrives, of one key.</summary>
    internal static IEnumerable<object> Around(object key) =>
    [
        new HashSet<object> { key }, new Dictionary<object, int> { [key] = 1 }, new Hashtable { [key] = 1 }, new ConcurrentDictionary<object, int> { [key] = 1 }, new OrderedDictionary<object, int> { [key] = 1 },
        ImmutableHashSet.Create(key), ImmutableDictionary<object, int>.Empty.Add(key, 1), new[] { key }.ToFrozenSet(), new Dictionary<object, int> { [key] = 1 }.ToFrozenDictionary(), new[] { key }.ToLookup(static one => one),
        ImmutableHashSet.Create(key).ToBuilder(), ImmutableDictionary<object, int>.Empty.Add(key, 1).ToBuilder(), new[] { new HashSet<object> { key } }, new Held { Set = ImmutableHashSet.Create(key) },
    ];

    /// <summary>Keys, and how to make them refer to something.</summary>
    internal static IEnumerable<(object Key, Action<object> Refer)> Keys()
    {
        object tuple = ValueTuple.Create<object?>(null);
        yield return (tuple, to => Unsafe.Unbox<ValueTuple<object?>>(tuple).Item1 = to);
        object pair = new KeyValuePair<object?, int>(null, 1);
        yield return (pair, to => Set(pair, "key", to));
        object plain = new Plain();
        yield return (plain, to => Unsafe.Unbox<Plain>(plain).Any = to);
        object inner = new ValueTuple<int, Plain>(1, new Plain());
        yield return (inner, to => Unsafe.Unbox<ValueTuple<int, Plain>>(inner).Item2.Any = to);
        object classic = Tuple.Create<object?>(null);
        yield return (classic, to => Set(classic, "m_Item1", to));
        var person = new Person("Ada", null);
        yield return (person, to => Set(person, "<Friend>k__BackingField", to));
        object anonymous = new { Any = (object?)null };
        yield return (anonymous, to => Set(anonymous, "<Any>i__Field", to));
    }

    /// <summary>What was read all the same, or null; in a process of its own, which ends if a key is hashed.</summary>
    internal static string? ReadAll()
    {
        for (var which = 0; which < Keys().Count(); which++)
        {
            for (var kind = 0; kind < Around("").Count(); kind++)
            {
                var (key, refer) = Keys().ElementAt(which);
                var collection = Around(key).ElementAt(kind);
                refer(key);
                try
                {
                    ValueSerializer.Default.Deserialize<object>(Codec.Bytes(collection));
                    return $"A {collection.GetType()} of a {key.GetType()} was read.";
                }
                catch (InvalidDataException)
                {
                }
            }
        }

        return null;
    }

    internal static void Set(object value, string field, object? to) =>
        value.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.SetValue(value, to);

    internal record Person(string Name, object? Friend);

    internal sealed class Held
    {
        internal object? Set;
    }

    private struct Plain
    {
        internal object? Any;
    }
}
