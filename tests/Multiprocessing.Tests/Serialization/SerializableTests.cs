using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Serialization;

/// <summary>
/// A class that implements ISerializable with its constructor travels as it says, since its fields may not be what it is.
/// </summary>
public sealed class SerializableTests
{
    [Fact]
    public async Task A_hash_table_of_its_own_is_made_anew_where_hash_codes_differ()
    {
        var words = new WordTable();
        for (var number = 0; number < 100; number++) words.Add($"word {number}");
        Assert.Equal(100, await ChildProcess.RunAsync(() => Enumerable.Range(0, 100).Count(number => words.Contains($"word {number}"))));
        var back = await ChildProcess.RunAsync(() => words);
        Assert.True(back.Contains("word 7") && !back.Contains("word 100"));
    }

    [Fact]
    public void Its_constructor_finds_what_was_said_complete()
    {
        var copy = Codec.Copy(new Tree("root") { Children = { new Tree("left"), new Tree("right") { Children = { new Tree("leaf") } } } });
        Assert.Equal("root(left() right(leaf()))", copy.Said);
    }

    [Fact]
    public void Cycles_and_shared_references_stay()
    {
        var one = new Node("one");
        var two = new Node("two") { Other = one };
        one.Other = two;
        var copy = Codec.Copy(new[] { one, two, one });
        Assert.Same(copy[0], copy[2]);
        Assert.Same(copy[0], copy[1].Other);
        Assert.Same(copy[1], copy[0].Other);
        Assert.Equal("one", copy[0].Name);
    }

    [Fact]
    public void As_a_key_it_is_complete()
    {
        var copy = Codec.Copy(new Dictionary<Node, string> { [new Node("key")] = "value" });
        Assert.Equal("value", copy[new Node("key")]);
    }

    [Fact]
    public void A_class_derived_from_one_of_NET_travels_as_that_does() => Assert.Equal([1, 2], Codec.Copy(new Numbers { 2, 1 }));

    [Fact]
    public void What_cannot_cross_is_named() =>
        Assert.Contains("value.Other.stream is a System.IO", Codec.Refusal(new Node("one") { Other = new Node("two") { Stream = Stream.Null } }), StringComparison.Ordinal);

    [Fact]
    public void One_whose_word_is_not_followed_is_refused_if_its_fields_are_not_all()
    {
        Assert.Contains("implements ISerializable in a way that is not followed", Codec.Refusal(new WithoutConstructor()), StringComparison.Ordinal);
        Assert.Contains("implements ISerializable in a way that is not followed", Codec.Refusal(new Cached { ["a"] = 1 }), StringComparison.Ordinal);
        Assert.Contains("names another type to arrive as", Codec.Refusal(new Singleton()), StringComparison.Ordinal);
        Assert.Contains("of a struct the fields travel", Codec.Refusal(new Pair { Lost = 1 }), StringComparison.Ordinal);
        Assert.Equal(3, Codec.Copy(new PlainWithoutConstructor { Value = 3 }).Value);
    }

    [Fact]
    public void A_constructor_that_throws_is_heard()
    {
        var bytes = Codec.Bytes(new Picky());
        var refused = Assert.Throws<InvalidDataException>(() => { ValueSerializer.Default.Deserialize<Picky>(bytes); });
        Assert.Contains("SerializableTests.Picky that its constructor does not take: no", refused.Message, StringComparison.Ordinal);
        Assert.IsType<NotSupportedException>(refused.InnerException);
    }

    [Serializable]
    private sealed class WordTable : ISerializable
    {
        private readonly List<string>[] _buckets = [.. Enumerable.Range(0, 16).Select(static _ => new List<string>())];

        internal WordTable()
        {
        }

        private WordTable(SerializationInfo info, StreamingContext context)
        {
            foreach (var word in (string[])info.GetValue("words", typeof(string[]))!) Add(word);
        }

        internal void Add(string word) => Bucket(word).Add(word);

        internal bool Contains(string word) => Bucket(word).Contains(word);

        private List<string> Bucket(string word) => _buckets[(uint)word.GetHashCode(StringComparison.Ordinal) % 16];

        void ISerializable.GetObjectData(SerializationInfo info, StreamingContext context) => info.AddValue("words", _buckets.SelectMany(static bucket => bucket).ToArray());
    }

    private sealed class Tree : ISerializable
    {
        internal readonly List<Tree> Children;
        internal readonly string Said;
        private readonly string _name;

        internal Tree(string name) => (_name, Children, Said) = (name, [], "");

        private Tree(SerializationInfo info, StreamingContext context)
        {
            (_name, Children) = (info.GetString("name")!, (List<Tree>)info.GetValue("children", typeof(List<Tree>))!);
            // Its children have said it before.
            Said = $"{_name}({string.Join(' ', Children.Select(static child => child.Said))})";
        }

        public void GetObjectData(SerializationInfo info, StreamingContext context)
        {
            info.AddValue("name", _name);
            info.AddValue("children", Children);
        }
    }

    private sealed class Node : ISerializable, IEquatable<Node>
    {
        internal Node(string name) => Name = name;

        private Node(SerializationInfo info, StreamingContext context) =>
            (Name, Other, Stream) = (info.GetString("name")!, (Node?)info.GetValue("other", typeof(Node)), (Stream?)info.GetValue("stream", typeof(Stream)));

        internal string Name { get; }

        internal Node? Other { get; set; }

        internal Stream? Stream { get; set; }

        public void GetObjectData(SerializationInfo info, StreamingContext context)
        {
            info.AddValue("name", Name);
            info.AddValue("Other", Other);
            info.AddValue("other", Other);
            info.AddValue("stream", Stream);
        }

        public bool Equals(Node? other) => other?.Name == Name;

        public override bool Equals(object? obj) => Equals(obj as Node);

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
    }

    private sealed class Numbers : SortedSet<int>;

    private sealed class WithoutConstructor : ISerializable
    {
        [NonSerialized]
        internal int Lost = 1;

        public void GetObjectData(SerializationInfo info, StreamingContext context) => info.AddValue("lost", Lost);
    }

    private sealed class PlainWithoutConstructor : ISerializable
    {
        internal int Value;

        public void GetObjectData(SerializationInfo info, StreamingContext context) => info.AddValue("value", Value);
    }

    private sealed class Cached : Dictionary<string, int>
    {
        [NonSerialized]
        internal int Lost = 1;

        [Obsolete("So is what it overrides.")]
        public override void GetObjectData(SerializationInfo info, StreamingContext context)
        {
            base.GetObjectData(info, context);
            info.AddValue("lost", Lost);
        }
    }

    private sealed class Singleton : ISerializable
    {
        internal Singleton()
        {
        }

        private Singleton(SerializationInfo info, StreamingContext context)
        {
        }

        public void GetObjectData(SerializationInfo info, StreamingContext context) => info.SetType(typeof(Numbers));
    }

    private struct Pair : ISerializable
    {
        [NonSerialized]
        internal int Lost;

        public readonly void GetObjectData(SerializationInfo info, StreamingContext context) => info.AddValue("lost", Lost);
    }

    private sealed class Picky : ISerializable
    {
        internal Picky()
        {
        }

        private Picky(SerializationInfo info, StreamingContext context) => throw new NotSupportedException("no");

        public void GetObjectData(SerializationInfo info, StreamingContext context)
        {
        }
    }
}
