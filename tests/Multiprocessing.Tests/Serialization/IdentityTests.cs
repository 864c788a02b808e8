using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Multiprocessing.Tests.Serialization;

/// <summary>Two references to one object stay that; equal objects stay two; circles stay circles; depth needs no stack.</summary>
public sealed class IdentityTests
{
    [Fact]
    public void A_shared_object_stays_shared_and_equal_ones_stay_apart()
    {
        var shared = new Node { Value = 1 };
        var copy = Codec.Copy(new[] { shared, new Node { Value = 1 }, shared });
        Assert.Same(copy[0], copy[2]);
        Assert.NotSame(copy[0], copy[1]);
    }

    [Fact]
    public void A_long_string_stays_shared_and_a_short_one_is_a_value()
    {
        var (longOne, shortOne) = (new string('x', 17), new string('x', 16));
        var copy = Codec.Copy(new[] { longOne, longOne, shortOne, shortOne });
        Assert.Same(copy[0], copy[1]);
        Assert.Equal(shortOne, copy[3]);
    }

    [Fact]
    public void A_shared_array_list_dictionary_function_and_box_stay_shared()
    {
        object[] kinds = [new[] { 1 }, new List<int> { 1 }, new Dictionary<string, int> { ["a"] = 1 }, new Func<int>(static () => 1), (1, "boxed"), new HashSet<Node> { new() }, ImmutableDictionary<string, int>.Empty.Add("a", 1), new[] { "a" }.ToFrozenSet(), new Uri("http://a/")];
        foreach (var kind in kinds)
        {
            var copy = Codec.Copy(new[] { kind, kind });
            Assert.Same(copy[0], copy[1]);
        }
    }

    [Fact]
    public void Circles()
    {
        var node = new Node();
        node.Next = node;
        var copy = Codec.Copy(node);
        Assert.Same(copy, copy.Next);

        var array = new object[1];
        array[0] = array;
        var arrayCopy = Codec.Copy(array);
        Assert.Same(arrayCopy, arrayCopy[0]);

        var list = new List<object>();
        list.Add(list);
        var listCopy = Codec.Copy(list);
        Assert.Same(listCopy, listCopy[0]);

        var dictionary = new Dictionary<string, object>();
        dictionary["self"] = dictionary;
        var dictionaryCopy = Codec.Copy(dictionary);
        Assert.Same(dictionaryCopy, dictionaryCopy["self"]);

        var exception = new InvalidOperationException("x") { Data = { ["list"] = list } };
        list.Add(exception);
        var exceptionCopy = Codec.Copy(exception);
        Assert.Same(exceptionCopy, ((List<object>)exceptionCopy.Data["list"]!)[1]);
    }

    [Fact]
    public void A_function_that_calls_itself()
    {
        Func<int, int> factorial = null!;
        factorial = n => n <= 1 ? 1 : n * factorial(n - 1);
        Assert.Equal(120, Codec.Copy(factorial)(5));
    }

    [Fact]
    public void A_circle_through_a_key()
    {
        var key = new Key { Name = "k" };
        var dictionary = new Dictionary<Key, object> { [key] = "value" };
        key.Owner = dictionary;
        var copy = Codec.Copy(key);
        Assert.Equal("value", copy.Owner![copy]);
        Assert.Equal("value", Codec.Copy(dictionary)[new Key { Name = "k" }]);
    }

    [Fact]
    public void A_set_within_a_key_of_a_set()
    {
        var inner = new HashSet<string> { "a", "b" };
        var outer = new HashSet<SetKey> { new(inner) };
        var copy = Codec.Copy(new object[] { outer, inner });
        Assert.Contains(new SetKey(["b", "a"]), (HashSet<SetKey>)copy[0]);
    }

    [Fact]
    public void Two_arguments_share_what_they_share()
    {
        var shared = new List<int> { 1 };
        using var child = new ChildProcess<bool>(static (List<int> a, List<int[]> b, List<int> c) => ReferenceEquals(a, c), [shared, new List<int[]>(), shared]);
        child.Start();
        Assert.True(child.Result);
    }

    [Fact]
    public void A_closure_and_an_argument_share_what_they_share()
    {
        var shared = new List<int> { 1 };
        Assert.True(ChildProcess.Start(other => ReferenceEquals(shared, other), shared).Result);
    }

    [Fact]
    public void A_long_list_and_a_deep_tree_on_a_small_stack() => OnSmallStack(static () =>
    {
        Node? chain = null;
        for (var index = 0; index < 200_000; index++) chain = new Node { Value = index, Next = chain };
        var length = 0;
        for (var node = Codec.Copy(chain); node is not null; node = node.Next) Assert.Equal(199_999 - length++, node.Value);
        Assert.Equal(200_000, length);

        var linked = new LinkedList<int>(Enumerable.Range(0, 200_000));
        Assert.Equal(linked, Codec.Copy(linked));

        var tree = new Tree();
        for (var (leaf, depth) = (tree, 0); depth < 1_000_000; depth++) leaf = depth % 2 == 0 ? leaf.Left = new Tree() : leaf.Right = new Tree();
        var count = 0;
        for (var leaf = Codec.Copy(tree); leaf is not null; leaf = leaf.Left ?? leaf.Right) count++;
        Assert.Equal(1_000_001, count);
    });

    private static void OnSmallStack(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action), 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    private sealed class Node
    {
        internal int Value;
        internal Node? Next;
    }

    private sealed class Tree
    {
        internal Tree? Left;
        internal Tree? Right;
    }

    private sealed class Key
    {
        internal string Name = "";
        internal Dictionary<Key, object>? Owner;

        public override bool Equals(object? obj) => obj is Key other && other.Name == Name;

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
    }

    private sealed class SetKey(HashSet<string> names)
    {
        private readonly HashSet<string> _names = names;

        public override bool Equals(object? obj) => obj is SetKey other && other._names.SetEquals(_names);

        public override int GetHashCode() => _names.Aggregate(0, static (code, name) => code ^ name.GetHashCode(StringComparison.Ordinal));
    }
}
