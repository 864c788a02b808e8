using System.Collections.Immutable;
using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Serialization;

/// <summary>
/// A type whose author wrote it for .NET's formatters travels by what they said: marked methods, and IDeserializationCallback.
/// </summary>
public sealed class SerializationHookTests
{
    [Fact]
    public async Task What_stays_behind_is_filled_again()
    {
        var index = new Index("b", "a");
        Assert.Equal("a b 2", await ChildProcess.RunAsync(() => $"{index.At(0)} {index.At(1)} {index.Count}"));
        var back = await ChildProcess.RunAsync(static () => new Index("x"));
        Assert.Equal("x", back.At(0));
    }

    [Fact]
    public void The_methods_of_a_base_class_are_called_first_and_each_once()
    {
        var sent = new Derived();
        var copy = Codec.Copy(sent);
        Assert.Equal(["base serializing", "derived serializing", "base serialized", "derived serialized"], sent.Log);
        // What was logged before the fields were read came along.
        Assert.Equal(["base serializing", "derived serializing", "base deserialized", "derived deserialized", "callback"], copy.Log);
        Assert.Equal(("base deserializing", "derived deserializing"), (copy.BaseBegan, copy.DerivedBegan));
    }

    [Fact]
    public void They_see_all_that_hangs_on_the_object()
    {
        // More than are read within each other, and the first refers to the last.
        var first = new Link();
        var last = first;
        for (var number = 1; number < 1000; number++) last = last.Next = new Link { Number = number };
        last.Next = first;
        var copy = Codec.Copy(first);
        for (var (link, number) = (copy, 0); number < 1000; number++)
        {
            Assert.Equal((number, true), (link.Number, link.WasWhole));
            link = link.Next!;
        }
    }

    [Fact]
    public void An_object_is_finished_before_it_is_asked_for_its_hash_code()
    {
        var (one, two) = (new Key("one"), new Key("two"));
        var copy = Codec.Copy(new Keyed
        {
            Before = [one],
            Plain = new() { [one] = 1, [two] = 2 },
            Set = [two, one],
            Sealed = ImmutableDictionary<Key, int>.Empty.Add(one, 1).Add(new Key("three"), 3),
            Nested = new() { [new Keyed { Plain = new() { [one] = 1 } }.Plain!] = [two] },
        });
        Assert.Equal((1, 2), (copy.Plain![new Key("one")], copy.Plain[new Key("two")]));
        Assert.Contains(new Key("one"), copy.Set!);
        Assert.Equal((1, 3), (copy.Sealed![new Key("one")], copy.Sealed[new Key("three")]));
        Assert.Contains(new Key("two"), copy.Nested!.Single().Value);
        Assert.Contains(copy.Before![0], copy.Plain.Keys);
    }

    [Fact]
    public void After_writing_they_are_told_only_of_what_was_written()
    {
        var whole = new Derived();
        Codec.Bytes(new object[] { whole, whole });
        Assert.Equal(4, whole.Log.Count);
        var refused = new Derived();
        Codec.Refusal(new object[] { refused, Stream.Null });
        Assert.Equal(["base serializing", "derived serializing"], refused.Log);
    }

    [Fact]
    public void What_they_throw_reaches_the_caller()
    {
        Assert.Equal("not out", Assert.Throws<NotSupportedException>(static () => { Codec.Bytes(new Unwilling { ThrowsOnWay = true }); }).Message);
        var bytes = Codec.Bytes(new Unwilling());
        Assert.Equal("not in", Assert.Throws<NotSupportedException>(() => { ValueSerializer.Default.Deserialize<Unwilling>(bytes); }).Message);
        Assert.Equal([1], Codec.Copy(new[] { 1 }));
    }

    [Fact]
    public void Collections_and_exceptions_that_have_them()
    {
        Assert.Equal(2, Codec.Copy(new Bag { ["a"] = 1, ["b"] = 2 }).Kept);
        Assert.Equal("again", Codec.Copy(new NotedException("message")).Note);
    }

    [Fact]
    public void A_struct_is_refused_by_its_name()
    {
        Assert.Contains("SerializationHookTests.Marked, which cannot cross a process border: a struct is not told by", Codec.Refusal(new object[] { new Marked() }), StringComparison.Ordinal);
        Assert.Contains("value.Value is a", Codec.Refusal(new HoldsMarked { Value = new Marked { Value = 2 } }), StringComparison.Ordinal);
    }

    [Serializable]
    private sealed class Index(params string[] words)
    {
        private string[]? _sent;

        [NonSerialized]
        private SortedSet<string> _words = [.. words];

        internal int Count => _words.Count;

        internal string At(int place) => _words.ElementAt(place);

        [OnSerializing]
        private void Prepare(StreamingContext context) => _sent = [.. _words];

        [OnSerialized]
        private void Forget(StreamingContext context) => _sent = null;

        [OnDeserialized]
        private void Fill(StreamingContext context) => (_words, _sent) = ([.. _sent!], null);
    }

    private class Base
    {
        internal List<string> Log { get; } = [];

        [field: NonSerialized]
        internal string? BaseBegan { get; private set; }

        [OnSerializing]
        private void BeforeWriting(StreamingContext context) => Log.Add("base serializing");

        [OnSerialized]
        private void AfterWriting(StreamingContext context) => Log.Add("base serialized");

        [OnDeserializing]
        private void BeforeReading(StreamingContext context) => BaseBegan = Log is null ? "base deserializing" : "too late";

        [OnDeserialized]
        private void AfterReading(StreamingContext context) => Log.Add("base deserialized");
    }

    private sealed class Derived : Base, IDeserializationCallback
    {
        [field: NonSerialized]
        internal string? DerivedBegan { get; private set; }

        [OnSerializing]
        private void BeforeWriting(StreamingContext context) => Log.Add("derived serializing");

        [OnSerialized]
        internal void AfterWriting(StreamingContext context) => Log.Add("derived serialized");

        [OnDeserializing]
        private void BeforeReading(StreamingContext context) =>
            DerivedBegan = BaseBegan is not null ? "derived deserializing" : "too early";

        [OnDeserialized]
        public void AfterReading(StreamingContext context) => Log.Add("derived deserialized");

        void IDeserializationCallback.OnDeserialization(object? sender) => Log.Add("callback");
    }

    private sealed class Link
    {
        internal Link? Next;
        internal int Number;

        [NonSerialized]
        internal bool WasWhole;

        [OnDeserialized]
        private void Look(StreamingContext context) =>
            WasWhole = Next is { Next: not null } && (Next.Number == Number + 1 || Next.Number == 0);
    }

    private sealed class Key(string text) : IEquatable<Key>
    {
        private readonly char[] _letters = text.ToCharArray();

        [NonSerialized]
        private string? _text = text;

        [OnDeserialized]
        private void Fill(StreamingContext context) => _text = new string(_letters);

        public bool Equals(Key? other) => other?._text == _text;

        public override bool Equals(object? obj) => Equals(obj as Key);

        public override int GetHashCode() => _text!.GetHashCode(StringComparison.Ordinal);
    }

    private sealed class Keyed
    {
        internal Key[]? Before;
        internal Dictionary<Key, int>? Plain;
        internal HashSet<Key>? Set;
        internal ImmutableDictionary<Key, int>? Sealed;
        internal Dictionary<object, HashSet<Key>>? Nested;
    }

    private sealed class Unwilling
    {
        internal bool ThrowsOnWay;

        [OnSerializing]
        private void Leave(StreamingContext context)
        {
            if (ThrowsOnWay) throw new NotSupportedException("not out");
        }

        [OnDeserialized]
        private void Arrive(StreamingContext context) => throw new NotSupportedException("not in");
    }

    private sealed class Bag : Dictionary<string, int>
    {
        [NonSerialized]
        internal int Kept;

        [OnDeserialized]
        private void Fill(StreamingContext context) => Kept = Count;
    }

    private sealed class NotedException(string message) : Exception(message)
    {
        [NonSerialized]
        internal string? Note;

        [OnDeserialized]
        private void Fill(StreamingContext context) => Note = "again";
    }

    private struct Marked
    {
        internal int Value;

        [OnDeserialized]
        private void Fill(StreamingContext context) => Value = 1;
    }

    private sealed class HoldsMarked
    {
        internal Marked Value;
    }
}
