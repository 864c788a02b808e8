using System.Collections.Immutable;
using System.Globalization;

namespace Multiprocessing.Tests.Serialization;

/// <summary>What has to be complete before an object can be made of it, and what need not.</summary>
public sealed class SurrogateOrderTests
{
    [Fact]
    public void A_long_list_whose_nodes_share_what_travels_as_something_else()
    {
        foreach (var shared in new object[] { new Uri("http://example.org/"), CultureInfo.GetCultureInfo("de-DE"), ImmutableDictionary<string, int>.Empty.Add("a", 1) })
        {
            var copy = Codec.Copy(List(1000, () => shared));
            Assert.Equal(1000, Count(copy));
            Assert.Same(copy.Tag, copy.Next!.Tag);
        }
    }

    [Fact]
    public void A_long_list_whose_nodes_each_have_something_that_travels_as_something_else()
    {
        Assert.Equal(5000, Count(Codec.Copy(List(5000, static () => new Uri("http://example.org/")))));
        Assert.Equal(5000, Count(Codec.Copy(List(5000, static () => ImmutableDictionary<string, object>.Empty.Add("a", new Node())))));
    }

    [Fact]
    public void A_shared_surrogate_of_many_objects()
    {
        var shared = ImmutableDictionary.CreateRange(Enumerable.Range(0, 50).Select(static index => KeyValuePair.Create(index, new object())));
        // By a new reader, which has no room for so many yet, as each process has for its first message.
        var type = typeof(object[]);
        var copy = (object[])ValueSerializer.Default.Deserialize(Codec.Bytes(new object[] { shared, shared }), type)!;
        Assert.Same(copy[0], copy[1]);
    }

    [Fact]
    public void A_surrogate_that_refers_to_what_was_not_complete()
    {
        // The last of them is deep, and so completed later than what follows it.
        var key = new Key { Name = new Text { Value = "k" } };
        var deep = List(60, static () => null);
        deep.Last().Tag = key;
        var copy = Codec.Copy(new object[] { deep, ImmutableHashSet.Create(key) });
        Assert.Contains((Key)((Node)copy[0]).Last().Tag!, (ImmutableHashSet<Key>)copy[1]);
    }

    [Fact]
    public void Collections_within_keys()
    {
        var sets = new HashSet<HashSet<object>>(HashSet<object>.CreateSetComparer()) { new() { "a", "b" }, new() { "c" }, new() };
        var copies = Codec.Copy(sets);
        Assert.Equal(3, copies.Count);
        Assert.Contains(["b", "a"], copies);

        var first = new HashSet<string>(StringComparer.InvariantCulture) { "a" };
        var copy = Codec.Copy(new object[] { first, new HashSet<HashSet<string>>(HashSet<string>.CreateSetComparer()) { first } });
        Assert.Contains((HashSet<string>)copy[0], (HashSet<HashSet<string>>)copy[1]);
    }

    [Fact]
    public void A_random_source_of_a_derived_class_may_refer_to_itself_and_to_many()
    {
        var random = new Chained();
        random.Following = random;
        var copy = Codec.Copy(random);
        Assert.Same(copy, copy.Following);

        Chained? chain = null;
        for (var index = 0; index < 100_000; index++) chain = new Chained { Following = chain };
        var count = 0;
        for (var next = Codec.Copy(chain); next is not null; next = next.Following) count++;
        Assert.Equal(100_000, count);
    }

    private static Node List(int length, Func<object?> tag)
    {
        Node? list = null;
        for (var index = 0; index < length; index++) list = new Node { Next = list, Tag = tag() };
        return list!;
    }

    private static int Count(Node? list)
    {
        var count = 0;
        for (; list is not null; list = list.Next) count++;
        return count;
    }

    private sealed class Node
    {
        internal Node? Next;
        internal object? Tag;

        internal Node Last()
        {
            var last = this;
            while (last.Next is not null) last = last.Next;
            return last;
        }
    }

    private sealed class Text
    {
        internal string Value = "";
    }

    private sealed class Key
    {
        internal Text? Name;

        public override bool Equals(object? obj) => obj is Key other && other.Name!.Value == Name!.Value;

        public override int GetHashCode() => Name!.Value.GetHashCode(StringComparison.Ordinal);
    }

    private sealed class Chained : Random
    {
        internal Chained? Following;
    }
}
