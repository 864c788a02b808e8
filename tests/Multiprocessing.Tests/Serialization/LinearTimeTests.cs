using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Dynamic;
using System.Globalization;
using Multiprocessing.Messaging;
using Multiprocessing.Serialization;
using Multiprocessing.Tests.Messaging.Network;

namespace Multiprocessing.Tests.Serialization;

/// <summary>
/// How long a message takes to read, by counts of what is done: in proportion to its length, whatever it holds, or it is refused.
/// </summary>
public sealed class LinearTimeTests
{
    private const int Flood = 6_000;

    // What lies so in the table of a dictionary, as long as nobody looks at more than the low half and the high half put together.
    private static readonly long[] s_colliding = [.. Enumerable.Range(0, Flood).Select(static number => ((long)number << 32) | (uint)number)];

    public static IEnumerable<TheoryDataRow<string>> Floods => Floodings.Keys.Select(static name => new TheoryDataRow<string>(name));

    private static Dictionary<string, Func<long[], object>> Floodings { get; } = new()
    {
        ["Dictionary"] = static keys => keys.ToDictionary(static key => key),
        ["HashSet"] = static keys => keys.ToHashSet(),
        ["dictionary of objects"] = static keys => keys.ToDictionary(static key => (object)key),
        ["OrderedDictionary"] = static keys => new OrderedDictionary<long, long>(keys.Select(static key => KeyValuePair.Create(key, key))),
        ["ConcurrentDictionary"] = static keys => new ConcurrentDictionary<long, long>(keys.Select(static key => KeyValuePair.Create(key, key))),
        ["ImmutableDictionary"] = static keys => keys.ToImmutableDictionary(static key => key),
        ["ImmutableHashSet"] = static keys => keys.ToImmutableHashSet(),
        ["FrozenDictionary"] = static keys => keys.ToFrozenDictionary(static key => key),
        ["FrozenSet"] = static keys => keys.ToFrozenSet(),
        ["Lookup"] = static keys => keys.ToLookup(static key => key),
        ["Hashtable"] = static keys => new System.Collections.Hashtable(keys.ToDictionary(static key => key)),
    };

    [Theory, MemberData(nameof(Floods))]
    public void A_flood_of_keys_with_one_hash_code_is_refused_to_a_peer(string kind)
    {
        var make = Floodings[kind];
        var read = Reader(make(s_colliding).GetType());
        // Within one tree, and in such numbers as a program may have, they are as good as others.
        Codec.Copy(make(s_colliding[..500]));
        read(Write(make(s_colliding[..500])));
        read(Write(make([.. Enumerable.Range(0, 3 * Flood).Select(static number => (long)number)])));
        var message = Write(make(s_colliding));
        Assert.Contains("longer than its length suggests", Assert.Throws<InvalidDataException>(() => read(message)).Message, StringComparison.Ordinal);
        Codec.Copy(make(s_colliding));
    }

    // Codes that differ, and yet fall into one place of the table.
    [Fact]
    public void A_flood_of_keys_that_fall_into_one_place_is_refused_to_a_peer()
    {
        var places = new Dictionary<int, int>(Flood).Capacity;
        var keys = Enumerable.Range(0, Flood).Select(number => number * places).ToArray();
        foreach (var collection in (object[])[keys.ToDictionary(static key => key), keys.ToHashSet(), new OrderedDictionary<int, int>(keys.Select(static key => KeyValuePair.Create(key, key))), keys.ToFrozenSet()])
        {
            var (read, message) = (Reader(collection.GetType()), Write(collection));
            Assert.Throws<InvalidDataException>(() => read(message));
            Codec.Copy(collection);
        }
    }

    [Fact]
    public void Whose_keys_have_a_hash_code_of_their_authors_own()
    {
        var set = Enumerable.Range(0, Flood).Select(static number => new Same(number)).ToHashSet();
        var message = Write(set);
        Same.Compared = 0;
        Assert.Throws<InvalidDataException>(() => NetworkValueTests.Read<HashSet<Same>>(message));
        Assert.Equal(0, Same.Compared);
        Assert.Equal(Flood, Codec.Copy(set).Count);
    }

    [Fact]
    public void Sorted_sets_are_passed_once_however_many_they_are()
    {
        IsLinear(static count => Enumerable.Range(0, count).Select(static number => new SortedSet<int>(Enumerable.Range(0, 10))).ToArray());
        IsLinear(static count =>
        {
            var set = new SortedSet<int>(Enumerable.Range(0, count));
            return Enumerable.Range(0, count).Select(number => number == 0 ? set : set.GetViewBetween(number / 2, count)).ToArray();
        });
    }

    [Fact]
    public void A_tree_belongs_to_one_set()
    {
        var set = new SortedSet<int>([1, 2, 3]);
        var other = new SortedSet<int>([1, 2, 3]);
        HostileKeys.Set(other, "root", typeof(SortedSet<int>).GetField("root", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(set));
        Assert.Throws<InvalidDataException>(() => Codec.Copy(new[] { set, other }));
    }

    [Fact]
    public void Views_of_a_set_may_be_older_than_the_set()
    {
        var set = new SortedSet<int>(Enumerable.Range(0, 100));
        SortedSet<int>[] views = [set.GetViewBetween(20, 60), set.GetViewBetween(30, 70)];
        foreach (var view in views) Assert.NotEmpty(view);
        for (var number = 10; number < 50; number++) set.Remove(number);
        foreach (var order in (SortedSet<int>[][])[[set, .. views], [.. views, set], views])
        {
            var copy = Codec.Copy(order);
            Assert.Equal(order.Select(static one => one.Count), copy.Select(static one => one.Count));
        }
    }

    [Fact]
    public void Causes_that_many_exceptions_share_are_passed_once() => IsLinear(static count =>
    {
        Exception[] causes = [.. Enumerable.Range(0, count).Select(static _ => new InvalidOperationException())];
        var all = Enumerable.Range(0, count).Select(_ => new AggregateException(causes)).ToArray();
        var field = typeof(AggregateException).GetField("_innerExceptions", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!;
        foreach (var exception in all) field.SetValue(exception, field.GetValue(all[0]));
        return all;
    });

    [Fact]
    public void The_data_of_an_exception_are_not_compared_with_each_other()
    {
        var exception = new InvalidOperationException();
        for (var number = 0; number < 1_000; number++) exception.Data[new Same(number)] = number;
        var bytes = Codec.Bytes(exception);
        Same.Compared = 0;
        var copy = Codec.Read<InvalidOperationException>(bytes);
        Assert.Equal(0, Same.Compared);
        Assert.Equal(1_000, copy.Data.Count);
        Assert.Equal(999, copy.Data[new Same(999)]);
        copy.Data["more"] = 5;
        copy.Data.Remove(new Same(0));
        Assert.Equal(1_000, copy.Data.Count);
    }

    [Fact]
    public void An_object_with_thousands_of_names_is_refused_to_a_peer()
    {
        IDictionary<string, object?> members = new ExpandoObject();
        for (var number = 0; number < 3_000; number++) members[number.ToString(CultureInfo.InvariantCulture)] = null;
        var message = Write(members);
        Assert.Throws<InvalidDataException>(() => NetworkValueTests.Read<ExpandoObject>(message));
        Assert.Equal(3_000, Codec.Copy(members).Count);
    }

    // Four times as much takes no more than somewhat over four times as much.
    private static void IsLinear<T>(Func<int, T> make)
    {
        var (few, many) = (Work(make(500)), Work(make(2_000)));
        Assert.True(few > 0);
        Assert.InRange(many, few, few * 5);
    }

    private static long Work<T>(T value)
    {
        var reader = new ObjectReader(default);
        reader.OpenMessage(Codec.Bytes(value));
        reader.ReadGraph(ref value);
        return reader.Work;
    }

    private static byte[] Write(object value) =>
        (byte[])typeof(NetworkValueTests).GetMethod(nameof(NetworkValueTests.Write), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.MakeGenericMethod(value.GetType()).Invoke(null, [value])!;

    private static Action<byte[]> Reader(Type type) => message =>
    {
        var declared = new DeclaredTypesCache([type, typeof(long)]);
        NetworkValues.Read<object>(message, declared, 1 << 28);
    };

    private sealed class Same(int number)
    {
        internal static int Compared;

        private readonly int _number = number;

        public override bool Equals(object? obj)
        {
            Compared++;
            return obj is Same other && other._number == _number;
        }

        public override int GetHashCode() => 7;
    }
}
