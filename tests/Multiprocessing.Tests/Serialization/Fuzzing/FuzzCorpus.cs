using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Data;
using System.Diagnostics;
using System.Globalization;
using System.Linq.Expressions;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using System.Xml;
using System.Xml.Linq;
using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Serialization.Fuzzing;

/// <summary>The messages that are damaged: one of each kind of value that travels, read as an object and as what it is.</summary>
internal static class FuzzCorpus
{
    // What is larger is mostly the contents of one string.
    private const int LargestMessage = 4096;

    internal static readonly (Type Type, byte[] Bytes)[] Messages = [.. Make()];

    /// <summary>What a message is also read as, whatever it holds.</summary>
    internal static readonly Type[] Types =
    [
        typeof(object), typeof(Delegate), typeof(Action), typeof(Func<int>), typeof(Exception), typeof(string), typeof(Type), typeof(int[]), typeof(object[]), typeof(List<object>),
        typeof(Memory<byte>), typeof(ReadOnlyMemory<char>), typeof(ReadOnlySequence<byte>), typeof((int, string)), typeof(long?), typeof(decimal[]), typeof(int[,]), typeof(StringBuilder), typeof(IEnumerable), typeof(Dictionary<int, string>),
        typeof(HashSet<long>), typeof(FuzzTypes.Node), typeof(FuzzTypes.Everything), typeof(List<FuzzTypes.Money>), typeof(IComparable), typeof(ValueType), typeof(Array), typeof(LinkedList<string>), typeof(BigInteger),
        typeof(CultureInfo), typeof(Nullable<FuzzTypes.Money>[]), typeof(Guid), typeof(bool), typeof(IProgress<int>), typeof(CancellationToken), typeof(ChildProcess),
    ];

    /// <summary>The beginnings of messages that hold an object of any type of .NET, be it one that no program can make.</summary>
    internal static readonly byte[][] Beginnings =
    [
        .. new[] { typeof(object), typeof(Enumerable), typeof(LinkedList<>), typeof(ImmutableList), typeof(BigInteger), typeof(XElement), typeof(Regex), typeof(JsonNode), typeof(IPAddress), typeof(Component), typeof(ConcurrentBag<>), typeof(Process), typeof(Socket), typeof(HttpClient), typeof(DataTable), typeof(Channel), typeof(XmlDocument), typeof(Container), typeof(FileSystemWatcher), typeof(HMACSHA256), typeof(Expression) }
            .Select(static type => type.Assembly).Distinct()
            .SelectMany(static assembly => assembly.GetTypes())
            .Select(static type => type.IsGenericTypeDefinition ? Close(type) : type)
            .Where(static type => type is { IsAbstract: false, IsInterface: false, ContainsGenericParameters: false })
            .Select(static type => Beginning(type!)),
    ];

    private static byte[] Beginning(Type type)
    {
        var writer = new ObjectWriter();
        writer.WriteByte(Token.Typed);
        writer.WriteType(type);
        return writer.Written.ToArray();
    }

    private static Type? Close(Type type)
    {
        try
        {
            return type.MakeGenericType([.. type.GetGenericArguments().Select(static _ => typeof(int))]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<(Type Type, byte[] Bytes)> Make()
    {
        foreach (var value in TravelExamples.All.Values.SelectMany(static examples => examples).Select(static example => example.Value).Concat(More()))
        {
            foreach (var type in new[] { typeof(object), value.GetType() })
            {
                // A type object's own class is none that a program can declare.
                if (!type.IsVisible && type.Assembly == typeof(object).Assembly) continue;
                var bytes = new ArrayBufferWriter<byte>();
                ValueSerializer.Default.Serialize(bytes, value, type);
                if (bytes.WrittenCount <= LargestMessage) yield return (type, bytes.WrittenSpan.ToArray());
            }
        }
    }

    private static IEnumerable<object> More()
    {
        yield return Graph();
        yield return new FuzzTypes.Everything(1, 2.50m, DateTimeOffset.UnixEpoch, new DateOnly(2026, 1, 2), new TimeOnly(3, 4), new[] { 1, 2, 3 }.AsMemory(1, 1), "some text".AsMemory(2, 3), new ArraySegment<byte>([1, 2, 3], 1, 2), (1, "two", 3m), 4, Guid.Empty);
        yield return new List<FuzzTypes.Money> { new() { Amount = 1.5m }, new() { IsPaid = true } };
        yield return new Dictionary<int, string> { [1] = "one", [2] = "two", [30] = "thirty" };
        yield return new Dictionary<string, decimal>(StringComparer.OrdinalIgnoreCase) { ["one"] = 1, ["two"] = 2.5m };
        yield return new Dictionary<string, object?> { ["one"] = new List<int> { 1 }, ["two"] = null };
        yield return new Dictionary<long, DateTimeOffset> { [5] = DateTimeOffset.UnixEpoch };
        yield return new HashSet<long>([1, 2, 3, 500]);
        yield return new HashSet<string>(["a", "b", "c"]);
        yield return Removed();
        yield return new Dictionary<TimeOnly, Rune> { [new TimeOnly(1, 2)] = new Rune('x') };
        yield return new Hashtable { ["a"] = new ArrayList { 1, 2.5, "x" } };
        yield return ArrayList.Synchronized([1, 2]);
        yield return new[] { new Rune('a') };
        yield return new decimal[] { 1, 2.5m, decimal.MinValue };
        yield return new ReadOnlySequence<byte>([1, 2, 3], 1, 2);
        yield return new ReadOnlySequence<char>("text".AsMemory(1));
        yield return Sequence();
        yield return new Memory<string>(["a", "b"], 1, 1);
        yield return new[] { new ReadOnlyMemory<byte>([1, 2, 3, 4], 1, 2) };
        yield return new FuzzTypes.Watched { Other = new FuzzTypes.Watched() };
        yield return new object[] { new FuzzTypes.Handle { Name = "handle", Numbers = [1, 2] }, new FuzzTypes.Handle() };
        yield return new FuzzTypes.Finalized();
        yield return new FuzzTypes.Failure("outer", new AggregateException(new InvalidOperationException("inner"), new FuzzTypes.Failure("deepest", null))) { Data = { ["key"] = 5 } };
        yield return new LinkedList<string>(["a", "b", "c", "d"]);
        yield return new SortedSet<string>(["a", "b", "c", "d", "e"], StringComparer.Ordinal);
        yield return new SortedDictionary<int, string> { [3] = "c", [1] = "a", [2] = "b" };
        yield return ImmutableList.CreateRange(Enumerable.Range(0, 9));
        yield return ImmutableSortedSet.CreateRange(Enumerable.Range(0, 9));
        yield return ImmutableSortedDictionary.CreateRange(Enumerable.Range(0, 5).Select(static number => KeyValuePair.Create(number, "x")));
        yield return ImmutableStack.Create("a", "b", "c");
        yield return ImmutableQueue.Create("a", "b", "c");
        yield return new ReadOnlyCollection<object>(new Collection<object> { 1, "two" });
        yield return new ReadOnlyDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 });
        yield return new XElement("root", new XAttribute("a", 1), new XElement("b", "text", new XElement("c")), new XAttribute("d", 2), new XComment("e"));
        yield return new BitArray(70);
        yield return new StringBuilder("some text").Append('x', 100);
        yield return new BigInteger[] { 1, BigInteger.Pow(7, 50), -BigInteger.Pow(2, 100) };
        yield return new[,] { { 1, 2 }, { 3, 4 } };
        yield return new string?[,,] { { { "a", null }, { "b", "c" } } };
        yield return new[] { DayOfWeek.Friday };
        yield return new int?[] { 1, null };
        yield return new PriorityQueue<string, long>([("a", 1), ("b", 2)]);
        yield return new OrderedDictionary<string, int> { ["a"] = 1 };
        yield return new Tuple<object, string>(new object(), "x");
        yield return Chain(100);
        yield return HostileKeys.Around(ValueTuple.Create<object>(new FuzzTypes.Node())).ToArray();
        yield return HostileKeys.Around(Tuple.Create<object, object>("a", 1)).ToArray();
        yield return new object[] { new SortedSet<int>([1, 2, 3]) is var set ? set : 0, set.GetViewBetween(1, 2), set };
        yield return new SortedList<string, int> { ["a"] = 1, ["b"] = 2 };
        yield return new Queue<int>([1, 2, 3]);
        yield return new DateTime?[] { DateTime.UnixEpoch, null };
    }

    private static FuzzTypes.Node Graph()
    {
        var (first, second) = (new FuzzTypes.Node { Name = "first" }, new FuzzTypes.Node { Name = "a name that is longer than others" });
        (first.Next, second.Next) = (second, first);
        first.Any = new object[] { first, second, "text", 5, second.Name };
        first.ByNumber = new Dictionary<int, FuzzTypes.Node> { [1] = first, [2] = second };
        first.Children.Add(second);
        second.Any = (Func<string?>)(() => first.Name + second.Name);
        return first;
    }

    private static FuzzTypes.Node Chain(int length)
    {
        FuzzTypes.Node? first = null;
        for (var number = 0; number < length; number++) first = new FuzzTypes.Node { Next = first };
        return first!;
    }

    private static Dictionary<int, int> Removed()
    {
        var dictionary = Enumerable.Range(0, 10).ToDictionary(static number => number);
        dictionary.Remove(3);
        dictionary.Remove(7);
        return dictionary;
    }

    private static ReadOnlySequence<byte> Sequence()
    {
        var first = new FuzzTypes.Segment([1, 2, 3], null);
        var last = new FuzzTypes.Segment([4, 5], first);
        return new ReadOnlySequence<byte>(first, 1, last, 1);
    }
}
