using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Multiprocessing.Messaging;
using Multiprocessing.Serialization;
using Multiprocessing.Tests.Messaging.Network;

namespace Multiprocessing.Tests.Serialization;

/// <summary>
/// Keys are looked at before they are hashed: what refers back to itself has no hash code, and asking for it ends the process.
/// </summary>
[Trait("Kind", "fault")]
public sealed class HostileKeyTests
{
    [Fact]
    public async Task A_key_that_refers_back_to_itself_is_refused()
    {
        var wrong = await ChildProcess.RunAsync(static () => HostileKeys.ReadAll(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(wrong is null, wrong);
    }

    // What an author's hash code is made of, only the author knows: the sender has hashed it, and so can the receiver.
    [Fact]
    public void A_key_whose_author_hashes_a_part_of_it_may_refer_back_to_itself()
    {
        var node = new Numbered { Number = 5 };
        node.Next = new Numbered { Number = 6, Next = node };
        var copy = Codec.Copy(new HashSet<Numbered> { node });
        Assert.Same(copy.Single(), copy.Single().Next!.Next);
        Assert.Contains(new Numbered { Number = 5 }, Codec.Copy(ImmutableHashSet.Create(node)));
        // A peer is not believed to have.
        var types = new DeclaredTypesCache(null, allowsCycles: true);
        Assert.Contains("refers back to itself", Assert.Throws<InvalidDataException>(() => NetworkValueTests.Read<HashSet<Numbered>>(NetworkValueTests.Write(new HashSet<Numbered> { node }), types)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_one_within_the_other_are_refused_before_they_overrun_the_stack()
    {
        var key = new HostileKeys.Person("first", null);
        for (var count = 0; count < 1_000; count++) key = new HostileKeys.Person("next", key);
        Assert.Contains(key, Codec.Copy(new HashSet<HostileKeys.Person> { key }));
        var last = new HostileKeys.Person("last", null);
        var set = new HashSet<HostileKeys.Person> { last };
        for (var count = 0; count < 100_000; count++) key = new HostileKeys.Person("next", key);
        HostileKeys.Set(last, "<Friend>k__BackingField", key);
        var bytes = Codec.Bytes(set);
        Assert.Contains("one within the other", Assert.Throws<InvalidDataException>(() => Codec.Read<HashSet<HostileKeys.Person>>(bytes)).Message, StringComparison.Ordinal);
    }

    // Two to the power of sixty objects, as a hash code sees them.
    [Fact]
    public void Keys_that_share_what_they_hold_many_times_over_are_refused()
    {
        var last = new Pair(null, null);
        var set = new HashSet<Pair> { last };
        var pair = new Pair(null, null);
        for (var level = 0; level < 60; level++) pair = new Pair(pair, pair);
        foreach (var field in (string[])["<Left>k__BackingField", "<Right>k__BackingField"]) HostileKeys.Set(last, field, pair);
        var bytes = NetworkValueTests.Write(set);
        Assert.Contains("longer than its length suggests", Assert.Throws<InvalidDataException>(() => NetworkValueTests.Read<HashSet<Pair>>(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_for_an_object_is_looked_at_before_the_object_is_made_of_it()
    {
        foreach (var around in (Func<Walked, object>[])[static walked => walked, static walked => new object[] { walked.Numbers, walked }, static walked => new[] { walked, walked }])
        {
            var walked = new Walked { Numbers = new LinkedList<int>([1, 2, 3]) };
            Assert.NotNull(Codec.Copy(around(walked)));
            HostileKeys.Set(walked.Numbers.First!.Next!, "next", walked.Numbers.First.Next);
            var before = Walked.Made;
            Assert.Throws<InvalidDataException>(() => Codec.Copy(around(walked)));
            Assert.Equal(before, Walked.Made);
        }
    }

    // Its list is complete, but the node that is being read is not: nothing can be said of the list yet.
    [Fact]
    public void What_stands_for_an_object_may_refer_to_what_is_still_being_read()
    {
        var list = new LinkedList<object>();
        list.AddLast(new Referring { Other = list });
        list.AddLast("two");
        var copy = Codec.Copy(list.First!);
        Assert.Equal(2, copy.List!.Count);
        Assert.Same(copy.List, ((Referring)copy.Value).Other);
    }

    private sealed class Numbered
    {
        internal int Number;
        internal Numbered? Next;

        public override bool Equals(object? obj) => obj is Numbered other && other.Number == Number;

        public override int GetHashCode() => Number;
    }

    internal record Pair(Pair? Left, Pair? Right);

    private sealed class Walked : ISurrogateSerializable<Walked, LinkedList<int>>
    {
        internal static int Made;
        internal LinkedList<int> Numbers = [];

        public LinkedList<int> ToSurrogate() => Numbers;

        public static Walked FromSurrogate(LinkedList<int> surrogate)
        {
            Made++;
            // In a list that does not end, it would go on for ever.
            return new Walked { Numbers = new LinkedList<int>(surrogate.Take(10)) };
        }
    }

    private sealed class Referring : ISurrogateSerializable<Referring, object[]>
    {
        internal object? Other;

        public object[] ToSurrogate() => [Other!];

        public static Referring FromSurrogate(object[] surrogate) => new() { Other = surrogate[0] };
    }
}
