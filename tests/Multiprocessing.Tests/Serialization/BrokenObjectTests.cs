using System.Buffers;
using System.Collections;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml.Linq;
using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Serialization;

/// <summary>
/// What no sound program can make, and what the code of .NET goes astray on: it reads and writes beyond its own memory, or does not end. It
/// is made by force here, and sent, and does not arrive. All of it was found by damaged messages.
/// </summary>
public sealed class BrokenObjectTests
{
    [Fact]
    public void Values_out_of_their_range()
    {
        Refuses(Of<decimal>(0x00FF_0000));
        Refuses(Of<DateTimeOffset>(-30_000));
        Refuses(Of<DateTimeOffset>(0, 0, -1, -1));
        Refuses(Of<DateTime>(-1, 0x3FFF_FFFF));
        Refuses((1, (DateTime?)Of<DateTime>(-1, 0x3FFF_FFFF)));
        Arrives(DateTime.MaxValue.ToUniversalTime());
        Refuses(Of<TimeOnly>(-1, -1));
        Refuses(Of<DateOnly>(-1));
        Refuses(Of<Rune>(int.MaxValue));
    }

    [Fact]
    public void They_are_found_within_others()
    {
        var price = Of<decimal>(0x00FF_0000);
        Arrives(new Priced { Price = 1, More = (2, 3) });
        Refuses(new Priced { Price = price });
        Refuses(new Priced { More = (1, price) });
        Refuses(new List<decimal> { price });
        Refuses(new Dictionary<int, decimal> { [1] = price });
        Refuses<object>(price);
        Refuses((1, "text", price));
        var three = default(Three);
        three[2] = (1, price);
        Refuses(three);
    }

    [Fact]
    public void Of_an_array_that_nobody_has_filled_they_are_left_out()
    {
        var price = Of<decimal>(0x00FF_0000);
        Assert.Equal([1, 0, 3], Codec.Copy(new[] { 1, price, 3 }));
        var times = Enumerable.Range(1, 11).Select(static day => new DateTime(2026, 1, day)).ToArray();
        for (var place = 0; place < times.Length; place++)
        {
            var (sent, expected) = ((DateTime[])times.Clone(), (DateTime[])times.Clone());
            (sent[place], expected[place]) = (Of<DateTime>(-1, 0x3FFF_FFFF), default);
            Assert.Equal(expected, Codec.Copy(sent));
            Refuses(new List<DateTime>(sent));
        }

        Assert.Equal([(1, 2m), (0, 0m)], Codec.Copy(new[] { (1, 2m), (3, price) }));
    }

    [Fact]
    public void Memory_beyond_its_array_or_of_another_kind()
    {
        Arrives(new[] { 1, 2, 3 }.AsMemory(1));
        Arrives("text".AsMemory());
        Refuses(MemoryOf<int>(new[] { 1, 2 }, 0, 3));
        Refuses(MemoryOf<int>(new[] { 1, 2 }, int.MaxValue, 2));
        Refuses(MemoryOf<int>(new[] { 1, 2 }, 0, -1));
        Refuses(MemoryOf<long>(new byte[8], 0, 8));
        Refuses(MemoryOf<int>(new List<int>(), 0, 0));
        Refuses(MemoryOf<int>("text", 0, 4));
        Refuses(MemoryOf<object>(new string[1], 0, 1));
        Refuses(new Holder<Memory<int>> { Value = MemoryOf<int>(null, 0, 1) });
    }

    [Fact]
    public void A_sequence_of_another_kind()
    {
        Arrives(new ReadOnlySequence<int>([1, 2]));
        Arrives(ReadOnlySequence<int>.Empty);
        object sequence = new ReadOnlySequence<int>([1, 2]);
        foreach (var field in (string[])["_startObject", "_endObject"]) Set(sequence, field, new byte[2]);
        Refuses((ReadOnlySequence<int>)sequence);
    }

    [Fact]
    public void A_box_of_a_nullable_value()
    {
        var writer = new ObjectWriter();
        writer.WriteByte(Token.Typed);
        writer.WriteType(typeof(long?));
        writer.WriteNumber(1);
        writer.WriteNumber(2);
        Assert.Throws<InvalidDataException>(() => new ObjectReader(writer.Written).ReadGraph(typeof(object)));
    }

    [Fact]
    public void An_array_of_no_elements_and_more_than_there_can_be()
    {
        foreach (var lengths in (uint[][])[[int.MaxValue, 0], [0, int.MaxValue], [70_000, 70_000, 0]])
        {
            var writer = new ObjectWriter();
            writer.WriteByte(Token.Typed);
            writer.WriteType(typeof(int).MakeArrayType(lengths.Length));
            foreach (var length in lengths)
            {
                writer.WriteCompact(length);
                writer.WriteCount(0);
            }

            Assert.Throws<InvalidDataException>(() => new ObjectReader(writer.Written).ReadGraph(typeof(object)));
        }
    }

    [Fact]
    public void A_table_that_is_addressed_beyond_its_end()
    {
        var dictionary = new Dictionary<int, int> { [1] = 1, [2] = 2 };
        dictionary.Remove(1);
        Arrives(dictionary);
        Set(dictionary, "_freeList", 1000);
        Refuses(dictionary);
        var set = new HashSet<int> { 1 };
        Set(set, "_fastModMultiplier", ulong.MaxValue);
        Refuses(set);
    }

    // Whoever copies it takes as much memory.
    [Fact]
    public void A_collection_that_says_it_holds_more_than_its_array_can()
    {
        var sorted = new SortedList<int, int> { [1] = 1 };
        foreach (var (collection, size) in ((object, string)[])[
            (new Stack<int>([1, 2]), "_size"), (new Queue<int>([1, 2]), "_size"), (new PriorityQueue<int, int>([(1, 2)]), "_size"), (sorted, "_size"), (new SortedList { [1] = 1 }, "_size"),
            (new ArrayList { 1 }, "_size"), (new Stack(new[] { 1 }), "_size"), (new Queue(new[] { 1 }), "_size"), (new BitArray(9), "_bitLength"), (ImmutableArray.CreateBuilder<int>(3), "_count"),
        ])
        {
            Arrives(collection);
            Set(collection, size, 1_000_000_000);
            Refuses(collection);
            Set(collection, size, -1);
            Refuses(collection);
        }

        foreach (var place in (string[])["_head", "_tail"])
        {
            var queue = new Queue<int>([1, 2]);
            Set(queue, place, 2);
            Refuses(queue);
            Arrives(new Queue<int>());
        }

        Set(sorted, "_size", 1);
        Set(sorted, "values", Array.Empty<int>());
        Refuses(sorted);
    }

    [Fact]
    public void A_list_whose_nodes_do_not_lead_back()
    {
        Arrives(new LinkedList<int>([1, 2, 3]));
        Arrives(new LinkedList<int>());
        var list = new LinkedList<int>([1, 2, 3]);
        Set(list.First!.Next!, "next", list.First.Next);
        Refuses(list);
        list = new LinkedList<int>([1, 2, 3]);
        Set(list, "count", int.MaxValue);
        Refuses(list);
        var element = XElement.Parse("<a b='1' c='2'><d/><e/></a>");
        Arrives(element);
        Set(element.FirstNode!, "next", element.FirstNode);
        Refuses(element);
        element = XElement.Parse("<a><b/></a>");
        Set(element, "parent", element.FirstNode);
        Refuses(element);
    }

    [Fact]
    public void A_tree_with_a_circle()
    {
        var set = new SortedSet<int>([1, 2, 3]);
        Arrives(set);
        Arrives(set.GetViewBetween(1, 2));
        var root = Get(set, "root")!;
        Set(Get(root, "<Left>k__BackingField")!, "<Left>k__BackingField", root);
        Refuses(set);
        foreach (var tree in (object[])[ImmutableList.Create(1, 2, 3), ImmutableSortedSet.Create(1, 2, 3), ImmutableSortedDictionary<int, int>.Empty.Add(1, 1).Add(2, 2)])
        {
            Arrives(tree);
            var node = Get(tree, "_root")!;
            Set(node, "_left", node);
            Refuses(tree);
        }
    }

    [Fact]
    public void What_lies_around_itself()
    {
        var stack = ImmutableStack.Create(1, 2);
        Arrives(stack);
        Set(stack, "_tail", stack);
        Refuses(stack);
        var collection = new ReadOnlyCollection<int>([1]);
        Arrives(collection);
        Set(collection, "list", collection);
        Refuses(collection);
        var tuple = Tuple.Create<object, int>(1, 2);
        Arrives(tuple);
        var array = new object[1];
        array[0] = Tuple.Create<object>(array);
        Arrives(array);
        Set(tuple, "m_Item1", tuple);
        Refuses(tuple);
        var values = new ReadOnlyDictionary<int, int>(new Dictionary<int, int>()).Values;
        Arrives(values);
        Set(values, "_collection", values);
        Refuses(values);
        var exception = new AggregateException(new InvalidOperationException("outer", new InvalidOperationException("inner")));
        Arrives(exception);
        Set(exception.InnerException!.InnerException!, "_innerException", exception);
        Refuses(exception);
    }

    [Fact]
    public void A_class_of_dotnet_that_is_finalized()
    {
        Assert.Contains("its finalizer, of System.ComponentModel.Container, gives back", Codec.Refusal(new Container()), StringComparison.Ordinal);
        Assert.Contains("its finalizer, of System.ComponentModel.Container, gives back", Codec.Refusal(new Shelf()), StringComparison.Ordinal);
    }

    private static void Refuses<T>(T value)
    {
        var bytes = Codec.Bytes(value);
        Assert.Throws<InvalidDataException>(() => ValueSerializer.Default.Deserialize<T>(bytes));
    }

    private static void Arrives<T>(T value) => Codec.Copy(value);

    // A value by its memory, four bytes each.
    private static T Of<T>(params ReadOnlySpan<int> memory)
        where T : unmanaged
    {
        Span<int> all = stackalloc int[4];
        memory.CopyTo(all);
        return Unsafe.ReadUnaligned<T>(ref Unsafe.As<int, byte>(ref all[0]));
    }

    private static Memory<T> MemoryOf<T>(object? value, int index, int length)
    {
        object memory = default(Memory<T>);
        Set(memory, "_object", value);
        Set(memory, "_index", index);
        Set(memory, "_length", length);
        return (Memory<T>)memory;
    }

    private static void Set(object value, string field, object? to) => Field(value.GetType(), field).SetValue(value, to);

    private static object? Get(object value, string field) => Field(value.GetType(), field).GetValue(value);

    private static FieldInfo Field(Type type, string name) =>
        type.GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) ?? Field(type.BaseType!, name);

    private sealed class Priced
    {
        internal int Number = 1;
        internal decimal Price;
        internal long Other = 2;
        internal (int, decimal) More;
    }

    private sealed class Holder<T>
    {
        internal T? Value;
    }

    [InlineArray(3)]
    private struct Three
    {
        private (int, decimal) _first;
    }

    private sealed class Shelf : Container
    {
        internal int Number = 1;
    }
}
