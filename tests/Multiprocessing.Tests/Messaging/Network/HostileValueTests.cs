using System.Reflection;
using System.Xml.Linq;
using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>
/// Values of a peer that knows the key and lies all the same: about what is in its collections, or by objects that no code comes to the end
/// of.
/// </summary>
[Trait("Kind", "fault")]
public sealed class HostileValueTests
{
    [Fact]
    public void A_table_is_built_anew_of_its_elements()
    {
        foreach (var order in (int[][])[[1, 2, 3], [7], []])
        {
            var dictionary = order.ToDictionary(static number => number, static number => new List<int> { number });
            var set = order.ToHashSet();
            var names = order.ToDictionary(static number => $"{number}", StringComparer.OrdinalIgnoreCase);
            foreach (var table in (object[])[dictionary, set, names]) Buckets(table)?.AsSpan().Clear();
            Assert.Equal(order, Copy(dictionary).Keys);
            Assert.All(order, number => Assert.Equal([number], Copy(dictionary)[number]));
            Assert.Equal(order, Copy(set));
            Assert.All(order, number => Assert.Contains(number, Copy(set)));
            Assert.All(order, number => Assert.Equal(number, Copy(names)[$"{number}"]));
            Assert.Equal(StringComparer.OrdinalIgnoreCase, Copy(names).Comparer);
        }
    }

    [Fact]
    public void A_table_with_gaps_stays_as_it_was_in_all_that_shows()
    {
        var dictionary = Enumerable.Range(0, 20).ToDictionary(static number => number);
        for (var number = 5; number < 10; number++) dictionary.Remove(number);
        dictionary.Add(7, 70);
        var copy = Copy(dictionary);
        Assert.Equal(dictionary, copy);
        copy.Add(100, 1);
        copy.Remove(0);
        Assert.Equal(16, copy.Count);
        Assert.Equal(70, copy[7]);
        var keys = Copy(new Dictionary<int, int> { [1] = 1 }.Keys);
        Assert.Equal([1], keys);
    }

    [Fact]
    public void A_table_that_has_a_key_twice_is_refused()
    {
        var dictionary = new Dictionary<int, int> { [1] = 1, [2] = 2 };
        SetKeys(dictionary, "key", 1);
        Refuses(dictionary);
        var set = new HashSet<int> { 1, 2 };
        SetKeys(set, "Value", 1);
        Refuses(set);
        var names = new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1, ["b"] = 2 };
        SetKeys(names, "key", "a");
        Refuses(names);
        names = new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1 };
        SetKeys(names, "key", null);
        Refuses(names);
        names = new Dictionary<string, int>(StringComparer.InvariantCulture) { ["a"] = 1, ["b"] = 2 };
        SetKeys(names, "key", "a");
        Refuses(names);
    }

    [Fact]
    public void A_table_that_says_it_has_more_or_less_than_it_has_is_refused()
    {
        foreach (var free in (int[])[1, 2])
        {
            var dictionary = new Dictionary<int, int> { [1] = 1, [2] = 2, [3] = 3 };
            dictionary.Remove(3);
            Field(dictionary.GetType(), "_freeCount").SetValue(dictionary, 2 - free);
            if (free != 1) Refuses(dictionary);
            Field(dictionary.GetType(), "_freeCount").SetValue(dictionary, 2);
            Refuses(dictionary);
        }
    }

    [Fact]
    public void What_refers_back_to_itself_is_refused_unless_it_is_allowed()
    {
        var order = new Order(1);
        order.Next = order;
        Refuses(order);
        Refuses(new[] { new Order(2) { Next = order } });
        order.Next = new Order(2) { More = [new Order(3) { Any = order }] };
        Refuses(order);
        var list = new List<object>();
        list.Add(list);
        Refuses(list);
        var dictionary = new Dictionary<string, object>();
        dictionary["self"] = dictionary;
        Refuses(dictionary);
        var linked = new LinkedList<Order>([new Order(1)]);
        linked.First!.Value.Any = linked;
        Refuses(linked);
        var types = new DeclaredTypesCache([typeof(Order), typeof(List<object>), typeof(LinkedList<Order>)], allowsCycles: true);
        foreach (var value in (object[])[order, list, linked]) NetworkValueTests.Read<object>(NetworkValueTests.Write(value), types);
    }

    [Fact]
    public void What_collections_of_dotnet_hold_beside_their_elements_does_not_refer_back()
    {
        var (set, shared) = (new SortedSet<int>([1, 2, 3]), new Order(1));
        Assert.Equal([1, 2, 3], Copy(new LinkedList<int>([1, 2, 3])));
        var list = Copy(new LinkedList<Order>([shared, shared]));
        Assert.Same(list.First!.Value, list.Last!.Value);
        var view = set.GetViewBetween(1, 2);
        Assert.Equal(2, Copy(new[] { set, view }, view.GetType())[1].Count);
        Assert.Equal(1, Copy(new Dictionary<int, Order> { [1] = shared }.Values).Single().Number);
        Assert.Equal("<a><b c=\"d\" /></a>", Copy(XElement.Parse("<a><b c='d'/></a>")).ToString(SaveOptions.DisableFormatting));
        Assert.Same(Copy(new Order[][] { [shared], [shared] }) is var copy ? copy[0][0] : null, copy[1][0]);
        var inner = new InvalidOperationException("inner");
        Assert.Equal(2, Copy(new AggregateException(inner, inner)).InnerExceptions.Count);
    }

    private static T Copy<T>(T value, params Type[] types) =>
        NetworkValueTests.Read<T>(NetworkValueTests.Write(value), new DeclaredTypesCache([typeof(Order), typeof(InvalidOperationException), .. types]));

    private static void Refuses<T>(T value)
    {
        var message = NetworkValueTests.Write(value);
        Assert.Throws<InvalidDataException>(() => NetworkValueTests.Read<T>(message, new DeclaredTypesCache([typeof(Order), typeof(List<object>)])));
    }

    private static int[]? Buckets(object table) => (int[]?)Field(table.GetType(), "_buckets").GetValue(table);

    private static void SetKeys(object table, string field, object? key)
    {
        var entries = (Array)Field(table.GetType(), "_entries").GetValue(table)!;
        for (var index = 0; index < 2; index++)
        {
            var entry = entries.GetValue(index)!;
            Field(entry.GetType(), field).SetValue(entry, key);
            entries.SetValue(entry, index);
        }
    }

    private static FieldInfo Field(Type type, string name) =>
        type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!;

    internal sealed record Order(int Number)
    {
        internal Order? Next;
        internal object? Any;
        internal List<Order> More = [];
    }
}
