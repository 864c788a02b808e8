using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.FSharp.Collections;
using Multiprocessing.Messaging;
using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>Which values cross a network, and which are not made of a message, whatever it says.</summary>
public sealed partial class NetworkValueTests
{
    public static TheoryData<object> Values =>
    [
        1, 1L, 'c', true, 2.5, 7m, "text", new string('x', 1000), Guid.NewGuid(), DateTime.UtcNow, DateTimeOffset.Now, TimeSpan.FromDays(3), new DateOnly(2026, 1, 1), DayOfWeek.Friday, BigInteger.Pow(7, 90),
        new[] { 1, 2, 3 }, new[] { "a", null }, new[,] { { 1, 2 }, { 3, 4 } }, new[] { new[] { 1L }, [2L, 3L] }, new object?[] { 1, "two", null, 4.0 },
        new List<int> { 1, 2 }, new List<Order> { new(1, "one") }, new Dictionary<string, Order> { ["a"] = new(1, "one") }, new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 },
        new HashSet<Guid> { Guid.NewGuid() }, new Queue<Order>([new(2, "two")]), new Stack<int>([1, 2]), new LinkedList<string>(["a", "b"]), new SortedDictionary<string, int> { ["b"] = 1 },
        new ConcurrentDictionary<int, Order> { [3] = new(3, "three") }, ImmutableArray.Create(1, 2), ImmutableList.Create("a", "b"), ImmutableDictionary<string, int>.Empty.Add("a", 1), new[] { 1, 2 }.ToFrozenSet(),
        (1, "two", new Order(3, "three")), Tuple.Create(1, "b"), new Order(5, "five"), new Order(6, "six") { Next = new Order(7, "seven") }, new Pair<Order, Point>(new(1, "a"), new(2, 3)), new KeyValuePair<Order, Point>(new(1, "k"), new(2, 3)),
        new Uri("https://example.com/path?x=1"), IPAddress.Parse("fe80::1%3"), CultureInfo.GetCultureInfo("de-DE"), new Version(1, 2, 3), TimeZoneInfo.Utc, new StringBuilder("text"), new Memory<int>([1, 2, 3]), new Lazy(5),
        Encoding.UTF8, StringComparer.Ordinal, new Money(7), new Temperature(21),
    ];

    [Theory, MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Values_cross(object value)
    {
        var copy = typeof(NetworkValueTests).GetMethod(nameof(Copy), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(value.GetType()).Invoke(null, [value]);
        if (value is Memory<int> memory) Assert.Equal(memory.ToArray(), ((Memory<int>)copy!).ToArray());
        else if (value is StringBuilder or Lazy) Assert.Equal(value.ToString(), copy!.ToString());
        else Assert.Equal(value, copy);
    }

    [Fact]
    public void Shared_references_stay_and_cycles_where_they_are_allowed()
    {
        var order = new Order(1, "one");
        order.Next = order;
        var types = new DeclaredTypesCache(null, allowsCycles: true);
        var copy = Read<Order[]>(Write(new[] { order, order }), types);
        Assert.Same(copy[0], copy[1]);
        Assert.Same(copy[0], copy[0].Next);
        order.Next = new Order(2, "two");
        copy = Copy(new[] { order, order });
        Assert.Same(copy[0], copy[1]);
    }

    [Fact]
    public void A_value_does_not_tell_where_the_program_lies()
    {
        var bytes = Write(new Order(1, "one"));
        Assert.True(bytes.AsSpan().IndexOf(MemoryMarshal.AsBytes("Multiprocessing.Tests".AsSpan())) >= 0);
        Assert.True(bytes.AsSpan().IndexOf(MemoryMarshal.AsBytes(Path.GetDirectoryName(typeof(Order).Assembly.Location).AsSpan())) < 0);
    }

    [Fact]
    public void Nothing_and_nullable_values_cross()
    {
        Assert.Null(Copy<string?>(null));
        Assert.Null(Copy<int?>(null));
        Assert.Equal(5, Copy<int?>(5));
        Assert.Null(Copy<Order?>(null));
        Assert.Null(Read<object>(Write<string?>(null)));
        Assert.Throws<InvalidCastException>(() => Read<int>(Write<string?>(null)));
        Assert.Throws<InvalidCastException>(() => Read<int>(Write("text")));
        Assert.Equal("text", Read<object>(Write("text")));
        Assert.Equal(3, Read<IComparable>(Write(3)));
        Assert.Equal(7, Read<int?>(Write(7)));
    }

    // Their classes are .NET's own, and nobody can ask for them.
    [Fact]
    public void What_travels_as_something_else_may_be_of_a_hidden_class()
    {
        Assert.Equal(IPAddress.Loopback, Read<IPAddress>(Write(IPAddress.Loopback)));
        Assert.Equal("""{"a":[1]}""", Read<JsonNode>(Write(JsonNode.Parse("""{"a":[1]}""")!)).ToJsonString());
        Assert.Equal("[1]", Read<JsonArray>(Write(JsonNode.Parse("[1]")!)).ToJsonString());
        Assert.Throws<InvalidCastException>(() => Read<JsonObject>(Write(JsonNode.Parse("[1]")!)));
        Assert.Equal("a+", Read<Regex>(Write(Letters())).ToString());
        Assert.Equal(Encoding.UTF8, Read<Encoding>(Write(Encoding.UTF8)));
        Assert.Equal(StringComparer.OrdinalIgnoreCase, Read<IEqualityComparer<string>>(Write<IEqualityComparer<string>>(StringComparer.OrdinalIgnoreCase)));
    }

    [GeneratedRegex("a+")]
    private static partial Regex Letters();

    [Fact]
    public void What_their_authors_fill_again_is_filled_here_too()
    {
        var map = new FSharpMap<string, FSharpSet<int>>([Tuple.Create("a", new FSharpSet<int>([2, 1])), Tuple.Create("b", new FSharpSet<int>([]))]);
        Assert.Equal(map, Copy(map));
        Assert.Contains(1, Copy(map)["a"]);
        Assert.Equal("3 4", Copy(new Said(3, 4)).Text);
        // No callback of a class that nobody has asked for, and nothing in what it says that its fields could not hold.
        Refuses<object>(map);
        Refuses<object>(new Said(3, 4));
        Refuses<Said>(new Said(3, new Order(1, "one")));
    }

    private sealed class Said : ISerializable
    {
        private readonly object _second;
        private readonly int _first;

        internal Said(int first, object second) => (_first, _second) = (first, second);

        private Said(SerializationInfo info, StreamingContext context) : this(info.GetInt32("first"), info.GetValue("second", typeof(object))!) =>
            Text = $"{_first} {_second}";

        [field: NonSerialized]
        internal string? Text { get; }

        public void GetObjectData(SerializationInfo info, StreamingContext context)
        {
            info.AddValue("first", _first);
            info.AddValue("second", _second);
        }
    }

    [Fact]
    public void An_exception_crosses_where_it_is_asked_for()
    {
        var exception = Read<InvalidOperationException>(Write(new InvalidOperationException("message", new InvalidOperationException("inner"))));
        Assert.Equal("message", exception.Message);
        Assert.Equal("inner", exception.InnerException!.Message);
        Refuses<Exception>(new InvalidOperationException("message"));
        Refuses<object>(new InvalidOperationException("message"));
    }

    // One of each kind that a peer might want to have made.
    [Fact]
    public void What_is_not_declared_is_not_made()
    {
        Refuses<object>(new Order(1, "one"));
        Refuses<IOrder>(new Order(1, "one"));
        Refuses<Base>(new Derived());
        Refuses<object[]>(new object[] { new Order(1, "one") });
        Refuses<List<int>>(new List<Order>());
        Refuses<List<Order>>(new List<int>());
        Refuses<int[]>(new int[1, 1]);
        Refuses<IEnumerable<int>>(new List<int> { 1 });
        Refuses<Holder>(new Holder { Anything = new Order(1, "one") });
        Refuses<Holder>(new Holder { Anything = DayOfWeek.Friday });
        Refuses<Holder>(new Holder { Anything = new Regex("(a+)+$") });
        Refuses<Dictionary<Order, int>>(new Dictionary<Order, int>(new EvilComparer()) { [new(1, "a")] = 1 });
        Refuses<SortedSet<int>>(new SortedSet<int>(Comparer<int>.Create(static (one, other) => 0)), isRefusedAtOnce: true);
    }

    [Fact]
    public void Further_types_can_be_allowed()
    {
        var types = new DeclaredTypesCache([typeof(Derived), typeof(Order), typeof(List<int>), typeof(DayOfWeek)]);
        Assert.IsType<Derived>(Read<Base>(Write<Base>(new Derived()), types));
        Assert.Equal(new Order(1, "one"), Read<IOrder>(Write<IOrder>(new Order(1, "one")), types));
        Assert.Equal(new Order(1, "one"), Read<Holder>(Write(new Holder { Anything = new Order(1, "one") }), types).Anything);
        Assert.Equal([1], Read<IEnumerable<int>>(Write<IEnumerable<int>>(new List<int> { 1 }), types));
        Assert.Equal(DayOfWeek.Friday, Read<object>(Write<object>(DayOfWeek.Friday), types));
        Assert.Throws<InvalidDataException>(() => Read<object>(Write(new List<long>()), types));
    }

    [Fact]
    public void The_options_say_what_is_allowed()
    {
        using var pair = new ConnectedPair(Transport.Unix, allowedTypes: [typeof(Derived)]);
        pair.Client.Send<Base>(new Derived());
        Assert.IsType<Derived>(pair.Server.Receive<Base>());
        pair.Server.Send<object>(new Derived());
        Assert.IsType<Derived>(pair.Client.Receive<object>());
        pair.Server.Send(new Order(1, "one"));
        Assert.Contains("AllowedTypes", Assert.Throws<InvalidDataException>(() => pair.Client.Receive<object>()).Message, StringComparison.Ordinal);
        // The message is used up, and the connection goes on.
        pair.Server.Send(1);
        Assert.Equal(1, pair.Client.Receive<int>());
    }

    // The sender is told at once, and where it is.
    [Fact]
    public void What_means_something_in_one_tree_only_is_refused_where_it_is_sent()
    {
        using var shared = new SharedLock();
        using var source = new CancellationTokenSource();
        RefusedAs("Anything", new Holder { Anything = shared });
        RefusedAs("Anything", new Holder { Anything = (Action)(() => { }) });
        RefusedAs("Anything", new Holder { Anything = source.Token });
        RefusedAs("Anything", new Holder { Anything = source });
        RefusedAs("Anything", new Holder { Anything = typeof(int) });
        RefusedAs("Anything", new Holder { Anything = new Progress<int>() });
        RefusedAs("Anything", new Holder { Anything = new SharedArray<int>(1) });
        RefusedAs("Anything", new Holder { Anything = new MemoryStream() });
        RefusedAs("Anything", new Holder { Anything = AuthenticationKey.FromBytes("another"u8) });
        RefusedAs("The message is a", shared);
        RefusedAs("The message is a", source.Token);
        RefusedAs("The message is a", new Func<int>(static () => 1));
        RefusedAs("The message is a", typeof(string));
        RefusedAs("[1]", new object[] { 1, shared });
        // Nobody follows this one.
        Assert.Equal(CancellationToken.None, Copy(CancellationToken.None));
    }

    // The same where the sender does not refuse: as a message within one tree would have them.
    [Fact]
    public void Functions_types_and_shared_objects_are_not_made_of_a_message()
    {
        using var shared = new SharedLock();
        RefusesForged<Action>((Action)Evil.Run);
        RefusesForged<Func<int>>((Func<int>)(static () => 1));
        RefusesForged<object>((Action)Evil.Run);
        RefusesForged<Type>(typeof(Evil));
        RefusesForged<MethodInfo>(typeof(Evil).GetMethod(nameof(Evil.Run))!);
        RefusesForged<SharedLock>(shared);
        RefusesForged<object>(shared);
        RefusesForged<Holder>(new Holder { Anything = (Action)Evil.Run });
        RefusesForged<CancellationTokenSource>(new CancellationTokenSource());
        Assert.False(Evil.HasRun);
    }

    [Fact]
    public void A_type_that_was_not_asked_for_is_not_touched()
    {
        var message = Write<object>(new Touchy.Touched());
        Assert.True(Touchy.HasRun);
        Touchy.HasRun = false;
        // In a process where it was not touched before.
        var (text, hasRun) = ChildProcess.Start(() =>
        {
            try
            {
                Read<object>(message);
                return ("nothing", Touchy.HasRun);
            }
            catch (InvalidDataException exception)
            {
                return (exception.Message, Touchy.HasRun);
            }
        }).Result;
        Assert.Contains("did not ask for", text, StringComparison.Ordinal);
        Assert.False(hasRun);
    }

    [Fact]
    public void An_assembly_that_was_not_asked_for_is_not_loaded()
    {
        var message = Write<object>(new System.Xml.XmlQualifiedName("a", "b"));
        var (text, loaded) = ChildProcess.Start(() =>
        {
            try
            {
                Read<object>(message);
                return ("nothing", "");
            }
            catch (InvalidDataException exception)
            {
                return (exception.Message, string.Join(' ', AppDomain.CurrentDomain.GetAssemblies().Select(static assembly => assembly.GetName().Name)));
            }
        }).Result;
        Assert.Contains("System.Private.Xml", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.Private.Xml", loaded, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_and_values_are_told_apart()
    {
        using var pair = new ConnectedPair(Transport.Tcp);
        pair.Client.SendBytes([1, 2, 3]);
        pair.Client.Send("a value");
        pair.Client.Send("another");
        Assert.Contains("ReceiveBytes", Assert.Throws<InvalidDataException>(() => pair.Server.Receive<string>()).Message, StringComparison.Ordinal);
        var bytes = pair.Server.ReceiveBytes();
        Assert.Equal("a value", Read<string>(bytes));
        Assert.Equal("another", pair.Server.Receive<string>());
        bytes[10] ^= 1;
        Assert.Contains("build", Assert.Throws<InvalidDataException>(() => Read<string>(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_build_of_an_assembly_is_noticed()
    {
        var message = Write(new Order(1, "one"));
        var build = typeof(Order).Assembly.ManifestModule.ModuleVersionId.ToByteArray();
        var place = message.AsSpan().IndexOf(build);
        Assert.True(place > 0);
        message[place] ^= 1;
        Assert.Contains("another build", Assert.Throws<InvalidDataException>(() => Read<Order>(message)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_may_take_no_more_memory_than_allowed()
    {
        using var pair = new ConnectedPair(Transport.Unix, maximumMessageBytes: 4096);
        // Each takes a byte in the message, and thirty times as much in memory.
        pair.Client.Send(Enumerable.Range(0, 1000).Select(static _ => new object()).ToArray());
        Assert.Contains("memory", Assert.Throws<InvalidDataException>(() => pair.Server.Receive<object[]>()).Message, StringComparison.Ordinal);
        pair.Client.Send(1);
        Assert.Equal(1, pair.Server.Receive<int>());
    }

    internal static byte[] Write<T>(T value)
    {
        var writer = NetworkValues.Write(value);
        var bytes = writer.Written.ToArray();
        NetworkValues.GiveBack(writer);
        return bytes;
    }

    internal static T Read<T>(byte[] message, DeclaredTypesCache? types = null, long limit = 1 << 30) =>
        NetworkValues.Read<T>(message, types ?? DeclaredTypesCache.Plain, limit);

    /// <summary>A message whose sender refuses nothing.</summary>
    internal static byte[] Forge(object value)
    {
        var writer = new ObjectWriter();
        writer.WriteBytes(Write(1).AsSpan(0, 16));
        writer.WriteBoolean(true);
        writer.WriteType(value.GetType());
        writer.WriteNumber(DeclaredTypesCache.Plain.Of(value.GetType()).Fingerprint);
        writer.WriteGraph(value, value.GetType(), "value");
        writer.EndMessage();
        return writer.Written.ToArray();
    }

    private static T Copy<T>(T value) => Read<T>(Write(value));

    private static void Refuses<T>(object value, bool isRefusedAtOnce = false)
    {
        if (isRefusedAtOnce) Assert.Throws<ProcessBoundaryException>(() => Write(value));
        else Assert.Contains("did not ask for", Assert.Throws<InvalidDataException>(() => { Read<T>(Write(value)); }).Message, StringComparison.Ordinal);
    }

    private static void RefusesForged<T>(object value) => Assert.ThrowsAny<Exception>(() =>
    {
        try
        {
            Read<T>(Forge(value));
        }
        catch (InvalidCastException exception)
        {
            // Looked at and found to be another type, which it may only be where it was not made.
            Assert.Contains("The message holds", exception.Message, StringComparison.Ordinal);
            throw;
        }
        catch (InvalidDataException)
        {
            throw;
        }
    });

    private static void RefusedAs(string path, object value) =>
        Assert.Contains(path, Assert.Throws<ProcessBoundaryException>(() => Write(value)).Message, StringComparison.Ordinal);

    public interface IOrder;

    public sealed record Order(int Number, string Name) : IOrder
    {
        public Order? Next { get; set; }
    }

    public readonly record struct Point(int X, int Y);

    public sealed record Pair<TFirst, TSecond>(TFirst First, TSecond Second);

    public record Base;

    public record Derived : Base;

    public sealed class Holder
    {
        public object? Anything { get; set; }
    }

    public sealed class Lazy(int value)
    {
        private readonly int[] _values = [value];

        public override string ToString() => $"{_values[0]}";
    }

    // Travels as something else, by its own word, and so does a struct.
    public sealed record Money(int Cents) : ISurrogateSerializable<Money, string>
    {
        public string ToSurrogate() => Cents.ToString(CultureInfo.InvariantCulture);

        public static Money FromSurrogate(string surrogate) => new(int.Parse(surrogate, CultureInfo.InvariantCulture));
    }

    public readonly record struct Temperature(int Degrees) : ISurrogateSerializable<Temperature, int>
    {
        public int ToSurrogate() => Degrees;

        public static Temperature FromSurrogate(int surrogate) => new(surrogate);
    }

    private sealed class EvilComparer : IEqualityComparer<Order>
    {
        public bool Equals(Order? x, Order? y) => x == y;

        public int GetHashCode(Order obj) => 0;
    }

    private static class Evil
    {
        public static bool HasRun { get; private set; }

        public static void Run() => HasRun = true;
    }

    private static class Touchy
    {
        public static bool HasRun { get; set; }

        public sealed class Touched
        {
            private static readonly bool s_touched = HasRun = true;

            static Touched()
            {
            }

            public bool Value { get; set; } = s_touched;
        }
    }
}
