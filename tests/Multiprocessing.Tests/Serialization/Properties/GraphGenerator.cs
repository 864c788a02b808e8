using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using static Multiprocessing.Tests.Serialization.Properties.GraphTypes;

namespace Multiprocessing.Tests.Serialization.Properties;

/// <summary>
/// Makes a graph of a seed, the same in every process: of the common kinds of types, with shared objects and circles. Mutable objects are
/// filled after they have been made, with each other.
/// </summary>
internal sealed class GraphGenerator
{
    private readonly Random _random;
    private readonly List<object> _made = [];
    private readonly Queue<Action> _unfilled = new();
    private int _left;

    private GraphGenerator(int seed)
    {
        _random = new Random(seed);
        // Mostly small ones, which are understood when they fail.
        _left = _random.Next(10) == 0 ? _random.Next(400) : _random.Next(30);
    }

    internal static object? Make(int seed)
    {
        var generator = new GraphGenerator(seed);
        var root = generator.Any(0);
        while (generator._unfilled.TryDequeue(out var fill)) fill();
        return root;
    }

    private object? Any(int depth)
    {
        if (_left-- <= 0 || depth > 6) return _random.Next(3) == 0 && _made.Count > 0 ? Known() : Value();
        if (_made.Count > 0 && _random.Next(4) == 0) return Known();
        return _random.Next(4) switch
        {
            0 => Value(),
            1 => Keep(Mutable(depth)),
            2 => Keep(Collection(depth)),
            _ => Keep(Immutable(depth)),
        };
    }

    private object Known() => _made[_random.Next(_made.Count)];

    private object Keep(object value)
    {
        _made.Add(value);
        return value;
    }

    private object? Value() => _random.Next(30) switch
    {
        0 => null,
        1 => _random.Next(2) == 0,
        2 => (char)_random.Next(0x10000),
        3 => (sbyte)_random.Next(256),
        4 => (byte)_random.Next(256),
        5 => (short)_random.Next(0x10000),
        6 => (ushort)_random.Next(0x10000),
        7 => Integer(),
        8 => (uint)Integer(),
        9 => _random.NextInt64(),
        10 => (ulong)_random.NextInt64() << 1,
        11 => Pick(0f, -0f, float.NaN, float.Epsilon, 1.5f),
        12 => Number(),
        13 => Price(),
        14 => (Half)_random.NextDouble(),
        15 => new Int128((ulong)_random.NextInt64(), (ulong)_random.NextInt64()),
        16 => new UInt128((ulong)_random.NextInt64(), (ulong)_random.NextInt64()),
        17 => Time(),
        18 => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(_random.Next(-840, 841))).AddDays(_random.Next(10_000)),
        19 => DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber)),
        20 => new TimeOnly(_random.NextInt64(TimeOnly.MaxValue.Ticks)),
        21 => TimeSpan.FromTicks(_random.NextInt64()),
        22 => Id(),
        23 => Pick(Color.Red, Color.Green, (Color)77),
        24 => new BigInteger(Bytes(40)),
        25 => new Complex(Number(), 1),
        26 => new System.Text.Rune(_random.Next(0xD800)),
        27 => Pick(typeof(int), typeof(List<>), typeof(Item), typeof(Box<string>[])),
        28 => Pick(1..^2, ^5..7),
        _ => Text(),
    };

    // What is made first and filled later, so that it may hold itself.
    private object Mutable(int depth)
    {
        switch (_random.Next(8))
        {
            case 0: return Chain();
            case 1:
                var circle = new Circle(Id(), Price());
                Later(() => circle.Tag = Any(depth + 1));
                return circle;
            case 2:
                var cube = new Cube(Id()) { Depth = _random.Next(2) == 0 ? null : (Half)2, Letter = '\udc00', IsFull = true };
                Later(() => (cube.Tag, cube.Side) = (Any(depth + 1), (Integer(), Text(), Item())));
                return cube;
            case 3:
                var worker = new Worker(Text(), Time(), _random.Next(2) == 0 ? null : Price(), Color.Green);
                Later(() => worker.Friend = _made.OfType<Person>().LastOrDefault());
                return worker;
            case 4:
                var box = new Box<Slot>();
                Later(() => (box.Value, box.Other) = (Slot(depth), _made.OfType<Box<Slot>>().FirstOrDefault()));
                return box;
            case 5:
                var (function, capture) = Function();
                Later(() => capture(Any(depth + 1)));
                return function;
            default:
                var item = new Item { Name = Text(), Number = Number() };
                Later(() =>
                {
                    item.Any = Any(depth + 1);
                    item.Next = Item();
                    item.Others = [Item(), null, item];
                    item.Children = [Item(), Item()];
                    item.Shape = _made.OfType<Shape>().LastOrDefault();
                    item.Slot = Slot(depth);
                });
                return item;
        }
    }

    private object Collection(int depth)
    {
        var count = _random.Next(6);
        switch (_random.Next(19))
        {
            case 0: return Filled(new object?[count], array => { for (var index = 0; index < count; index++) array[index] = Any(depth + 1); });
            case 1: return Filled(new List<object?>(), list => { for (var left = count; left > 0; left--) list.Add(Any(depth + 1)); });
            case 2: return Filled(new Slot[count], array => { for (var index = 0; index < count; index++) array[index] = Slot(depth); });
            case 3: return Filled(new Dictionary<string, object?>(Pick(null, StringComparer.OrdinalIgnoreCase, StringComparer.Ordinal)), map => { for (var index = 0; index < count; index++) map[$"key {Integer()}"] = Any(depth + 1); });
            case 4: return Filled(new Dictionary<int, object?>(), map => { for (var index = 0; index < count; index++) map[Integer()] = Any(depth + 1); });
            case 5: return Filled(new Dictionary<Key, object?>(new KeyComparer(7)), map => { for (var index = 0; index < count; index++) map[new Key(_random.Next(50), $"{index}")] = Any(depth + 1); });
            case 6: return Filled(new Dictionary<object, int>(), map => { for (var index = 0; index < count; index++) map.TryAdd(Key(), index); });
            case 7: return Filled(new HashSet<object>(ReferenceEqualityComparer.Instance), set => { for (var index = 0; index < count; index++) set.Add(Known()); });
            case 8: return Filled(new LinkedList<object?>(), list => { for (var index = 0; index < count; index++) list.AddLast(Any(depth + 1)); });
            case 9: return Filled(new Queue<object?>(), queue => { for (var index = 0; index < count; index++) queue.Enqueue(Any(depth + 1)); });
            case 10: return Filled(new Stack<object?>(), stack => { for (var index = 0; index < count; index++) stack.Push(Any(depth + 1)); });
            case 11: return Filled(new SortedDictionary<int, object?>(), map => { for (var index = 0; index < count; index++) map[Integer()] = Any(depth + 1); });
            case 12: return Filled(new ConcurrentDictionary<int, object?>(), map => { for (var index = 0; index < count; index++) map[Integer()] = Any(depth + 1); });
            case 13: return Filled(new object?[count, 2], array => { for (var index = 0; index < count; index++) array[index, 1] = Any(depth + 1); });
            case 14: return Enumerable.Range(0, count * 100).ToArray();
            case 15: return new HashSet<string>(Enumerable.Range(0, count).Select(_ => Text() ?? ""));
            case 16: return Enumerable.Range(0, count).Select(_ => Price()).ToList();
            case 17: return Enumerable.Range(0, count).ToDictionary(static index => new DateTime(index), _ => (Id(), Text()));
            default: return new[] { new[] { Text(), Text() }, null, [] };
        }
    }

    private object Immutable(int depth)
    {
        switch (_random.Next(8))
        {
            case 0: return Tuple.Create(Any(depth + 1), Integer(), Text());
            case 1: return (Any(depth + 1), Number(), Text());
            case 2: return new[] { Any(depth + 1), Any(depth + 1) }.ToImmutableList();
            case 3: return ImmutableArray.Create(Text(), Text());
            case 4: return new { Name = Text(), Any = Any(depth + 1) };
            case 5: return new Memory<object?>([Any(depth + 1), Any(depth + 1), null], 1, 1);
            case 6: return Functions(Any(depth + 1), Integer());
            default: return new Pair(Any(depth + 1), Any(depth + 1));
        }
    }

    // Apart, so that a function captures its variable, and not all that is made.
    private static (Func<object?> Function, Action<object?> Capture) Function()
    {
        object? captured = null;
        return (() => captured, value => captured = value);
    }

    private static Func<object?> Functions(object? captured, int number)
    {
        Func<object?> first = () => captured;
        return first + (() => number);
    }

    private Item Chain()
    {
        var first = new Item { Name = "the last one in its chain" };
        var last = first;
        for (var left = _random.Next(300); left > 0; left--) first = new Item { Next = first };
        last.Any = first;
        return first;
    }

    private T Filled<T>(T value, Action<T> fill)
    {
        Later(() => fill(value));
        return value;
    }

    private void Later(Action fill) => _unfilled.Enqueue(fill);

    // None whose hash code changes while the graph grows, as that of a record does.
    private object Key() =>
        _random.Next(3) == 0 ? Integer() : _made.Find(static made => made is GraphTypes.Item or GraphTypes.Shape) ?? "a text of more than 16 units";

    private Item? Item() => _made.OfType<Item>().ElementAtOrDefault(_random.Next(4));

    private Slot Slot(int depth) =>
        new() { Small = (byte)_random.Next(256), Text = Text(), Any = Any(depth + 1), Large = _random.NextInt64(), Item = Item() };

    private int Integer() => _random.Next(4) switch { 0 => _random.Next(3), 1 => int.MinValue, 2 => -1, _ => _random.Next() };

    private double Number() => Pick(0.0, -0.0, double.NaN, double.NegativeInfinity, _random.NextDouble());

    private decimal Price() => new(_random.Next(), _random.Next(), _random.Next(), _random.Next(2) == 0, (byte)_random.Next(29));

    private DateTime Time() =>
        new(_random.NextInt64(DateTime.MaxValue.Ticks), Pick(DateTimeKind.Utc, DateTimeKind.Local, DateTimeKind.Unspecified));

    private Guid Id() => new(Bytes(16));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    // Any units at all: lone surrogates and zeros too.
    private string? Text()
    {
        if (_random.Next(8) == 0) return null;
        var units = new char[_random.Next(3) == 0 ? _random.Next(15, 40) : _random.Next(6)];
        for (var index = 0; index < units.Length; index++) units[index] = (char)(_random.Next(3) == 0 ? _random.Next(0xD800, 0xE000) : _random.Next(0x80));
        var text = new string(units);
        if (text.Length > 16) _made.Add(text);
        return text;
    }

    private T Pick<T>(params ReadOnlySpan<T> values) => values[_random.Next(values.Length)];
}
