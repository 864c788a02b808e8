using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Dynamic;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Multiprocessing.Tests.Serialization;

/// <summary>For each name in the table of what travels: values, and what of them must be equal on the other side.</summary>
internal static class TravelExamples
{
    private static readonly Point s_key = new(1, 2);

    internal static readonly Dictionary<string, Example[]> All = new()
    {
        ["bool"] = [new(true), new(false)],
        ["char"] = [new('x'), new('\ud800')],
        ["sbyte"] = [new((sbyte)-5)],
        ["byte"] = [new((byte)200)],
        ["short"] = [new((short)-3000)],
        ["ushort"] = [new((ushort)60000)],
        ["int"] = [new(int.MinValue), new(0), new(int.MaxValue)],
        ["uint"] = [new(uint.MaxValue)],
        ["long"] = [new(long.MinValue), new(long.MaxValue)],
        ["ulong"] = [new(ulong.MaxValue)],
        ["float"] = [new(1.5f), new(float.NaN), new(float.NegativeInfinity)],
        ["double"] = [new(Math.PI), new(double.NaN), new(-0.0)],
        ["decimal"] = [new(decimal.MaxValue), new(1.10m)],
        ["Half"] = [new((Half)1.5)],
        ["Int128"] = [new(Int128.MinValue)],
        ["UInt128"] = [new(UInt128.MaxValue)],
        ["DateTime"] = [new(new DateTime(2026, 11, 24, 1, 2, 3, DateTimeKind.Utc), static value => (value, ((DateTime)value).Kind)), new(new DateTime(1, 1, 1, 0, 0, 0, DateTimeKind.Local), static value => (value, ((DateTime)value).Kind))],
        ["DateTimeOffset"] = [new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-7)), static value => (value, ((DateTimeOffset)value).Offset))],
        ["DateOnly"] = [new(new DateOnly(2026, 2, 28))],
        ["TimeOnly"] = [new(new TimeOnly(23, 59, 59))],
        ["TimeSpan"] = [new(TimeSpan.MinValue)],
        ["Guid"] = [new(Guid.Parse("a1b2c3d4-0000-1111-2222-333344445555"))],
        ["Complex"] = [new(new Complex(1, -2))],
        ["BigInteger"] = [new(BigInteger.Pow(-3, 1000)), new(BigInteger.One)],
        ["Rune"] = [new(new Rune(0x1F600))],
        ["Index"] = [new(^3)],
        ["Range"] = [new(1..^2)],
        ["enum"] = [new(DayOfWeek.Friday), new(Tiny.B), new((DayOfWeek)99)],
        ["struct"] = [new(new Mixed(1, "two", [3])), new(new Plain(1, 2))],
        ["Nullable<T>"] = [new(new int?[] { 1, null }), new(new Holder<Mixed?>(new Mixed(1, "x", null))), new(new Holder<Mixed?>(null))],
        ["ValueTuple"] = [new((1, "two", 3.0)), new((1, 2, 3, 4, 5, 6, 7, "eight", 9))],
        ["InlineArray"] = [new(Four.Of("a", "b", null, "d"), static value => ((Four)value).ToArray())],
        ["string"] = [new(""), new("plain"), new("\ud83d\ude00"), new("lone \ud800 and \udc00"), new("\0"), new(new string('x', 100_000))],
        ["class"] = [new(new Derived(1, "base", "derived"), static value => value.ToString())],
        ["record"] = [new(new Person("Ada", 36)), new(new Employee("Ada", 36, "Analyst")), new(s_key)],
        ["Tuple"] = [new(Tuple.Create(1, "two"))],
        ["anonymous type"] = [new(new { A = 1, B = "two" })],
        ["generic type"] = [new(new Holder<List<int>>([1, 2]), static value => ((Holder<List<int>>)value).Value)],
        ["array"] = [new(new[] { 1, 2, 3 }), new(new[] { "a", null }), new(Array.Empty<int>()), new(new[] { s_key, null }), new(new object?[] { 1, "x", null, s_key }), new(new string[] { "as", "objects" } as object[])],
        ["jagged array"] = [new(new[] { [1, 2], Array.Empty<int>(), null })],
        ["array of several dimensions"] = [new(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }), new(new[, ,] { { { "a", null } } }), new(new int[0, 5])],
        ["array from another index than 0"] = [new(FromFive(), static value => (((Array)value).GetLowerBound(0), ((Array)value).Length, ((Array)value).GetValue(6)))],
        ["Memory<T>"] = [new(new[] { 1, 2, 3 }.AsMemory(1), static value => ((Memory<int>)value).ToArray())],
        ["ReadOnlyMemory<T>"] = [new("text".AsMemory(1, 2), static value => value.ToString())],
        ["ArraySegment<T>"] = [new(new ArraySegment<int>([1, 2, 3], 1, 1))],
        ["List<T>"] = [new(new List<int> { 1, 2, 3 }), new(new List<string?> { "a", null }), new(new List<Mixed> { new(1, "x", null) }), new(new List<object>())],
        ["Queue<T>"] = [new(new Queue<string>(["a", "b"]))],
        ["Stack<T>"] = [new(new Stack<int>([1, 2]))],
        ["LinkedList<T>"] = [new(new LinkedList<string>(["a", "b"]))],
        ["SortedDictionary<TKey, TValue>"] = [new(new SortedDictionary<string, int>(StringComparer.Ordinal) { ["b"] = 2, ["a"] = 1 })],
        ["SortedList<TKey, TValue>"] = [new(new SortedList<int, string> { [2] = "b", [1] = "a" })],
        ["SortedSet<T>"] = [new(new SortedSet<int> { 3, 1, 2 })],
        ["PriorityQueue<TElement, TPriority>"] = [new(new PriorityQueue<string, int>([("b", 2), ("a", 1)]), static value => ((PriorityQueue<string, int>)value).Peek())],
        ["ObservableCollection<T>"] = [new(new ObservableCollection<int> { 1, 2 })],
        ["ReadOnlyCollection<T>"] = [new(new ReadOnlyCollection<int>([1, 2]))],
        ["BitArray"] = [new(new BitArray([true, false, true]))],
        ["ArrayList"] = [new(new ArrayList { 1, "two" })],
        ["Dictionary<TKey, TValue>"] =
        [
            new(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }, static value => ((Dictionary<string, int>)value)["b"]),
            new(new Dictionary<int, string> { [1] = "a" }, static value => ((Dictionary<int, string>)value)[1]),
            new(new Dictionary<Point, string> { [s_key] = "here" }, static value => ((Dictionary<Point, string>)value)[new Point(1, 2)]),
            new(new Dictionary<(int, string), int> { [(1, "a")] = 5 }, static value => ((Dictionary<(int, string), int>)value)[(1, "a")]),
            new(new Dictionary<object, object> { ["text"] = 1, [2] = "number" }, static value => (((Dictionary<object, object>)value)["text"], ((Dictionary<object, object>)value)[2])),
            new(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Key"] = 1 }, static value => ((Dictionary<string, int>)value)["kEY"]),
            new(new Dictionary<string, int>(StringComparer.Create(CultureInfo.GetCultureInfo("de-DE"), ignoreCase: true)) { ["Straße"] = 1 }, static value => ((Dictionary<string, int>)value)["STRAßE"]),
        ],
        ["HashSet<T>"] = [new(new HashSet<string> { "a", "b" }, static value => ((HashSet<string>)value).Contains("b")), new(new HashSet<Point> { s_key }, static value => ((HashSet<Point>)value).Contains(new Point(1, 2))), new(new HashSet<Guid> { Guid.Empty })],
        ["OrderedDictionary<TKey, TValue>"] = [new(new OrderedDictionary<string, int> { ["b"] = 1, ["a"] = 2 }, static value => (((OrderedDictionary<string, int>)value)["a"], ((OrderedDictionary<string, int>)value).IndexOf("b")))],
        ["Hashtable"] = [new(new Hashtable { ["a"] = 1, [2] = "b" }, static value => (((Hashtable)value)["a"], ((Hashtable)value)[2])), new(Hashtable.Synchronized(new Hashtable { ["a"] = 1 }), static value => (((Hashtable)value)["a"], ((Hashtable)value).IsSynchronized))],
        ["Lookup<TKey, TElement>"] = [new(new[] { "one", "two", "three" }.ToLookup(static word => word[..1]), static value => ((ILookup<string, string>)value)["t"].ToArray()), new(Enumerable.Range(0, 3).Where(static number => number > 5).ToLookup(static number => number), static value => ((ILookup<int, int>)value).Count)],
        ["ConcurrentDictionary<TKey, TValue>"] = [new(new ConcurrentDictionary<string, Point>(StringComparer.OrdinalIgnoreCase) { ["a"] = s_key }, static value => ((ConcurrentDictionary<string, Point>)value)["A"])],
        ["ConcurrentQueue<T>"] = [new(new ConcurrentQueue<int>([1, 2, 3]))],
        ["ConcurrentStack<T>"] = [new(new ConcurrentStack<int>([1, 2, 3]))],
        ["ConcurrentBag<T>"] = [new(new ConcurrentBag<int>([1, 2, 3]), static value => ((ConcurrentBag<int>)value).Order().ToArray())],
        ["ImmutableArray<T>"] = [new(ImmutableArray.Create("a", "b"))],
        ["ImmutableList<T>"] = [new(ImmutableList.Create(1, 2, 3))],
        ["ImmutableStack<T>"] = [new(ImmutableStack.Create(1, 2))],
        ["ImmutableQueue<T>"] = [new(ImmutableQueue.Create(1, 2))],
        ["ImmutableSortedDictionary<TKey, TValue>"] = [new(ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("b", 2), KeyValuePair.Create("a", 1)]))],
        ["ImmutableSortedSet<T>"] = [new(ImmutableSortedSet.Create(2, 1))],
        ["ImmutableDictionary<TKey, TValue>"] = [new(ImmutableDictionary<string, int>.Empty.Add("a", 1).ToBuilder(), static value => ((ImmutableDictionary<string, int>.Builder)value)["a"]), new(ImmutableDictionary.CreateRange(StringComparer.OrdinalIgnoreCase, [KeyValuePair.Create("a", 1)]), static value => ((ImmutableDictionary<string, int>)value)["A"])],
        ["ImmutableHashSet<T>"] = [new(ImmutableHashSet.Create("a", "b").ToBuilder(), static value => ((ImmutableHashSet<string>.Builder)value).Contains("b")), new(ImmutableHashSet.Create(s_key), static value => ((ImmutableHashSet<Point>)value).Contains(new Point(1, 2)))],
        ["FrozenDictionary<TKey, TValue>"] = [new(new Dictionary<string, int> { ["a"] = 1, ["bb"] = 2 }.ToFrozenDictionary(), static value => ((FrozenDictionary<string, int>)value)["bb"]), new(new Dictionary<int, int> { [1] = 1 }.ToFrozenDictionary(), static value => ((FrozenDictionary<int, int>)value)[1])],
        ["FrozenSet<T>"] = [new(new[] { "a", "b" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase), static value => ((FrozenSet<string>)value).Contains("B"))],
        ["EqualityComparer<T>.Default"] = [new(EqualityComparer<string>.Default, static value => ReferenceEquals(value, EqualityComparer<string>.Default)), new(EqualityComparer<Point>.Default, static value => ReferenceEquals(value, EqualityComparer<Point>.Default))],
        ["Comparer<T>.Default"] = [new(Comparer<int>.Default, static value => ReferenceEquals(value, Comparer<int>.Default)), new(Comparer<int>.Create(static (a, b) => b - a), static value => ((Comparer<int>)value).Compare(1, 2))],
        ["StringComparer.Ordinal"] = [new(StringComparer.Ordinal, static value => ReferenceEquals(value, StringComparer.Ordinal))],
        ["StringComparer of a culture"] = [new(StringComparer.Create(CultureInfo.GetCultureInfo("sv-SE"), ignoreCase: true), static value => (((StringComparer)value).Compare("Ö", "z") > 0, ((StringComparer)value).Equals("A", "a")))],
        ["Uri"] = [new(new Uri("https://example.org/a?b=c#d")), new(new Uri("../up", UriKind.Relative))],
        ["Version"] = [new(new Version(1, 2, 3, 4))],
        ["StringBuilder"] = [new(new StringBuilder("begin").Append('x', 50_000), static value => value.ToString())],
        ["Regex"] = [new(new Regex("a(.)c", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(2)), static value => (value.ToString(), ((Regex)value).Options, ((Regex)value).MatchTimeout, ((Regex)value).Match("ABC").Groups[1].Value))],
        ["IPAddress"] = [new(IPAddress.Parse("192.168.1.2"), static value => (value, value.GetHashCode() == IPAddress.Parse("192.168.1.2").GetHashCode())), new(IPAddress.Parse("fe80::1%3"))],
        ["IPEndPoint"] = [new(new IPEndPoint(IPAddress.IPv6Loopback, 80))],
        ["TimeZoneInfo"] = [new(TimeZoneInfo.Utc, static value => ReferenceEquals(value, TimeZoneInfo.Utc)), new(TimeZoneInfo.Local, static value => ReferenceEquals(value, TimeZoneInfo.Local)), new(TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), static value => ((TimeZoneInfo)value).IsDaylightSavingTime(new DateTime(2026, 7, 1))), new(TimeZoneInfo.CreateCustomTimeZone("Ours", TimeSpan.FromHours(3), "Our zone", "Our time"), static value => (value, ((TimeZoneInfo)value).BaseUtcOffset))],
        ["DBNull"] = [new(DBNull.Value, static value => ReferenceEquals(value, DBNull.Value))],
        ["Random"] = [new(new Random(42), static value => ((Random)value).Next())],
        ["Lazy<T>"] = [new(new Lazy<int>(static () => 42), static value => ((Lazy<int>)value).Value)],
        ["CultureInfo"] = [new(CultureInfo.GetCultureInfo("de-CH")), new(CultureInfo.InvariantCulture), new(Changed(), static value => (((CultureInfo)value).NumberFormat.NumberDecimalSeparator, ((CultureInfo)value).DateTimeFormat.ShortDatePattern)), new(Thai(), static value => (new DateTime(2026, 1, 2).ToString((CultureInfo)value), ((CultureInfo)value).TextInfo.ListSeparator, ((CultureInfo)value).IsReadOnly))],
        ["CompareInfo"] = [new(CultureInfo.GetCultureInfo("fr-FR").CompareInfo)],
        ["Encoding"] = [new(Encoding.UTF8, static value => ReferenceEquals(value, Encoding.UTF8)), new(new UTF8Encoding(false, true)), new(Encoding.GetEncoding("iso-8859-1"), static value => ((Encoding)value).GetBytes("é")[0]), new(CodePagesEncodingProvider.Instance.GetEncoding(1252)!, static value => ((Encoding)value).GetBytes("€")[0])],
        ["JsonSerializerOptions"] =
        [
            new(Used(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase }), static value => JsonSerializer.Serialize(s_key, (JsonSerializerOptions)value)),
            new(Used(JsonSerializerOptions.Web), static value => JsonSerializer.Serialize(s_key, (JsonSerializerOptions)value)),
        ],
        ["XDocument"] = [new(XDocument.Parse("<r xmlns='urn:x'><b a='1'/></r>"), static value => (value.ToString(), ((XDocument)value).Root!.Element(XName.Get("b", "urn:x"))?.Attribute("a")?.Value))],
        ["XElement"] = [new(new XElement("a", new XElement("b", 5)), static value => ((XElement)value).Element("b")?.Value)],
        ["XName"] = [new(XName.Get("b", "urn:x"), static value => ReferenceEquals(value, XName.Get("b", "urn:x"))), new(XNamespace.None, static value => ReferenceEquals(value, XNamespace.None))],
        ["ExpandoObject"] = [new(Dynamic(), static value => string.Join(",", ((IDictionary<string, object?>)value).OrderBy(static member => member.Key)))],
        ["JsonElement"] = [new(JsonDocument.Parse("""{"a":[1,2,null]}""").RootElement, static value => ((JsonElement)value).GetRawText()), new(new Holder<JsonElement>(default), static value => ((Holder<JsonElement>)value).Value.ValueKind)],
        ["JsonDocument"] = [new(JsonDocument.Parse("[1, 2]"), static value => ((JsonDocument)value).RootElement.GetArrayLength())],
        ["JsonNode"] = [new(JsonNode.Parse("""{"a":{"b":[1,"x"]}}""")!, static value => ((JsonNode)value).ToJsonString()), new(JsonValue.Create(5), static value => ((JsonNode)value).ToJsonString())],
        ["Type"] = [new(typeof(Dictionary<,>)), new(typeof(List<Point[]>)), new(typeof(int[,])), new(typeof(void))],
        ["MethodInfo"] = [new(typeof(string).GetMethod("Trim", [])!), new(typeof(Holder<int>).GetMethod("Get")!), new(typeof(Enumerable).GetMethod("ToList")!.MakeGenericMethod(typeof(int)))],
        ["ConstructorInfo"] = [new(typeof(Holder<int>).GetConstructors()[0])],
        ["FieldInfo"] = [new(typeof(Plain).GetField("X")!)],
        ["PropertyInfo"] = [new(typeof(Holder<int>).GetProperty("Value")!)],
        ["delegate"] = [new(new Func<double, double>(Math.Sqrt), static value => ((Func<double, double>)value)(9)), new(new Func<int>(new Holder<int>(7).Get), static value => ((Func<int>)value)()), new(typeof(Plain).GetMethod(nameof(Plain.Sum))!.CreateDelegate<SumOf>(), static value => Call((SumOf)value))],
        ["lambda"] = [new(static (int x) => x * 2, static value => ((Func<int, int>)value)(21))],
        ["closure"] = [new(Closure(40, "2"), static value => ((Func<int>)value)())],
        ["multicast delegate"] = [new(Twice(), static value => Add((Action<List<int>>)value))],
        ["Exception"] = [new(Thrown(), static value => (value.GetType(), ((Exception)value).Message, ((Exception)value).InnerException!.Message, ((Exception)value).Data["key"], ((Exception)value).StackTrace!.Contains("Thrown", StringComparison.Ordinal)))],
        ["AggregateException"] = [new(new AggregateException(new InvalidOperationException("a"), new ArgumentException("b")), static value => string.Join(",", ((AggregateException)value).InnerExceptions.Select(static inner => inner.Message)))],
        ["class with ISerializable and its constructor"] = [new(new Said("a"), static value => ((Said)value).Text)],
    };

    private sealed class Said : ISerializable
    {
        [NonSerialized]
        internal readonly string Text;

        internal Said(string text) => Text = text;

        private Said(SerializationInfo info, StreamingContext context) => Text = info.GetString("text")!;

        public void GetObjectData(SerializationInfo info, StreamingContext context) => info.AddValue("text", Text);
    }

    private static Array FromFive()
    {
        var array = Array.CreateInstance(typeof(string), [3], [5]);
        array.SetValue("six", 6);
        return array;
    }

    private static CultureInfo Changed()
    {
        var culture = new CultureInfo("en-US");
        culture.NumberFormat.NumberDecimalSeparator = "·";
        culture.DateTimeFormat.ShortDatePattern = "yyyy|MM|dd";
        return culture;
    }

    private static CultureInfo Thai()
    {
        var culture = new CultureInfo("th-TH");
        culture.DateTimeFormat.Calendar = new GregorianCalendar();
        culture.TextInfo.ListSeparator = "|";
        return CultureInfo.ReadOnly(culture);
    }

    private static JsonSerializerOptions Used(JsonSerializerOptions options)
    {
        JsonSerializer.Serialize(s_key, options);
        return options;
    }

    private static ExpandoObject Dynamic()
    {
        var (value, other) = (new ExpandoObject(), new ExpandoObject());
        foreach (IDictionary<string, object?> members in new[] { value, other })
        {
            members["removed"] = 1;
            members["kept"] = "text";
            members.Remove("removed");
        }

        // What .NET shares between them has weak references.
        ((IDictionary<string, object?>)other)["more"] = 1;
        return value;
    }

    private static long Call(SumOf sum)
    {
        var plain = new Plain(1, 2);
        return sum(ref plain);
    }

    private static Func<int> Closure(int number, string text) => () => number + int.Parse(text, CultureInfo.InvariantCulture);

    private static Action<List<int>> Twice()
    {
        Action<List<int>> first = static list => list.Add(1);
        return first + (static list => list.Add(2));
    }

    private static string Add(Action<List<int>> both)
    {
        var list = new List<int>();
        both(list);
        return string.Join(",", list);
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("outer", new ArgumentException("inner")) { Data = { ["key"] = "value" } };
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }

    /// <summary>A value, and what of it is compared.</summary>
    internal sealed class Example(object value, Func<object, object?>? view = null)
    {
        internal object Value => value;

        internal object? View(object received) => view is null ? received : view(received);
    }

    internal sealed record Point(int X, int Y);

    internal record Person(string Name, int Age);

    internal sealed record Employee(string Name, int Age, string Role) : Person(Name, Age);

    internal record struct Mixed(int Number, string Text, int[]? Array)
    {
        public readonly bool Equals(Mixed other) =>
            Number == other.Number && Text == other.Text && (Array ?? []).SequenceEqual(other.Array ?? []);

        public override readonly int GetHashCode() => Number;
    }

    internal readonly struct Plain(int x, long y)
    {
        public readonly int X = x;
        public readonly long Y = y;

        public long Sum() => X + Y;
    }

    internal delegate long SumOf(ref Plain plain);

    internal enum Tiny : byte
    {
        A,
        B,
    }

    internal sealed record Holder<T>(T Value)
    {
        public T Get() => Value;
    }

    [InlineArray(4)]
    internal struct Four
    {
        private string? _first;

        internal static Four Of(params string?[] values)
        {
            var four = default(Four);
            for (var index = 0; index < 4; index++) four[index] = values[index];
            return four;
        }

        internal readonly string?[] ToArray() => [this[0], this[1], this[2], this[3]];
    }

    internal class Base(int number, string text)
    {
        private readonly int _value = number;
        private readonly string _text = text;

        public override string ToString() => $"{_value} {_text}";
    }

    internal sealed class Derived(int number, string text, string more) : Base(number, text)
    {
        private readonly string _text = more;

        internal string Automatic { get; init; } = more + "!";

        public override string ToString() => $"{base.ToString()} {_text} {Automatic}";
    }
}
