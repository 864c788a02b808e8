namespace Multiprocessing.Tests.Pools;

/// <summary>Every kind of value crosses both ways and arrives equal, alone and among many.</summary>
public sealed class ValueKindsTests(PoolOf3 fixture) : IClassFixture<PoolOf3>
{
    private readonly ProcessPool _pool = fixture.Pool;

    private static readonly Dictionary<string, Func<ProcessPool, Task>> s_kinds = new()
    {
        ["bool"] = static pool => Crosses(pool, true, false),
        ["int"] = static pool => Crosses(pool, int.MinValue, 0, 7, int.MaxValue),
        ["double"] = static pool => Crosses(pool, 0.5, double.NaN, double.PositiveInfinity, -0.0),
        ["decimal"] = static pool => Crosses(pool, 1.10m, decimal.MaxValue),
        ["char"] = static pool => Crosses(pool, 'a', '\0', '€'),
        ["Int128"] = static pool => Crosses(pool, Int128.MaxValue, Int128.Zero),
        ["Guid"] = static pool => Crosses(pool, Guid.NewGuid(), Guid.Empty),
        ["enum"] = static pool => Crosses(pool, DayOfWeek.Friday, DayOfWeek.Sunday),
        ["nullable"] = static pool => Crosses<int?>(pool, 5, null, 0),
        ["nullable of a struct with references"] = static pool => Crosses<(int, string)?>(pool, (1, "a"), null),
        ["string"] = static pool => Crosses(pool, "", "a", "€\0😀", new string('x', 20_000)),
        ["null string"] = static pool => Crosses<string?>(pool, null, "a"),
        ["object"] = static pool => Crosses<object?>(pool, 1, "a", null, 2.5),
        ["pair"] = static pool => Crosses(pool, (1, 2.0), (3, 4.0)),
        ["pair with a reference"] = static pool => Crosses(pool, (1, "a"), (2, "")),
        ["Tuple"] = static pool => Crosses(pool, Tuple.Create(1, "a")),
        ["record"] = static pool => Crosses(pool, new Person("Ada", 36), new Person("", 0)),
        ["null record"] = static pool => Crosses<Person?>(pool, null, new Person("Ada", 36)),
        ["record struct"] = static pool => Crosses(pool, new Point(1, 2), default),
        ["DateTime"] = static pool => Crosses(pool, DateTime.UnixEpoch, DateTime.MaxValue),
        ["DateTimeOffset"] = static pool => Crosses(pool, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue),
        ["TimeSpan"] = static pool => Crosses(pool, TimeSpan.FromDays(1), TimeSpan.Zero),
        ["Uri"] = static pool => Crosses(pool, new Uri("https://example.org/a?b#c")),
        ["byte[]"] = static pool => CrossesAll<byte>(pool, [1, 2, 3], [], new byte[100_000]),
        ["null byte[]"] = static pool => CrossesAll<byte>(pool, null, [1]),
        ["int[]"] = static pool => CrossesAll<int>(pool, [1, 2, 3], []),
        ["double[]"] = static pool => CrossesAll<double>(pool, [0.5], []),
        ["Point[]"] = static pool => CrossesAll<Point>(pool, [new Point(1, 2)], []),
        ["string[]"] = static pool => CrossesAll<string>(pool, ["a", ""], []),
        ["string?[]"] = static pool => CrossesAll<string?>(pool, ["a", null]),
        ["object[]"] = static pool => CrossesAll<object>(pool, [1, "a", 2.5]),
        ["Person[]"] = static pool => CrossesAll<Person>(pool, [new Person("Ada", 36)]),
        ["int?[]"] = static pool => CrossesAll<int?>(pool, [1, null]),
        ["jagged"] = static pool => CrossesAll<int[]>(pool, [[1], [], [2, 3]]),
        ["multi-dimensional"] = static pool => CrossesAs(pool, (left, right) => left.Cast<int>().SequenceEqual(right.Cast<int>()) && left.Rank == right.Rank && left.GetLength(0) == right.GetLength(0), new[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }, new int[0, 3]),
        ["List"] = static pool => CrossesAs(pool, (left, right) => left.SequenceEqual(right), new List<int> { 1, 2 }, []),
        ["Dictionary"] = static pool => CrossesAs(pool, (left, right) => left.Count == right.Count && left.All(pair => right[pair.Key] == pair.Value), new Dictionary<string, int> { ["a"] = 1 }, []),
        ["HashSet"] = static pool => CrossesAs(pool, (left, right) => left.SetEquals(right), new HashSet<string> { "a", "b" }),
        ["cycle"] = static pool => CrossesAs(pool, (_, right) => right.Self == right && right.Others[0] == right, new Knot()),
        ["delegate"] = static pool => CrossesAs(pool, (left, right) => left(3) == right(3), static (int number) => number + 1),
        ["type"] = static pool => Crosses(pool, typeof(int), typeof(List<string>)),
        ["KeyValuePair"] = static pool => Crosses(pool, KeyValuePair.Create("a", 1)),
        ["exception"] = static pool => CrossesAs(pool, (left, right) => left.Message == right.Message && left.GetType() == right.GetType(), new FormatException("a")),
    };

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_value_crosses(string kind) => s_kinds[kind](_pool);

    [Fact]
    public async Task Shared_references_stay_shared_within_a_task()
    {
        var person = new Person("Ada", 36);
        Assert.True(await _pool.RunAsync(static pair => ReferenceEquals(pair.Item1, pair.Item2), (person, person)).Soon());
        var (first, second) = await _pool.RunAsync(static given => (given, given), person).Soon();
        Assert.Same(first, second);
        Assert.True(await _pool.RunAsync((Person given) => ReferenceEquals(given, person), person).Soon());
    }

    [Fact]
    public async Task Each_task_has_copies_of_its_own()
    {
        var list = new List<int> { 1 };
        Func<int> add = () =>
        {
            list.Add(2);
            return list.Count;
        };
        Assert.Equal(2, await _pool.RunAsync(add).Soon());
        Assert.Equal(2, await _pool.RunAsync(add).Soon());
        Assert.Single(list);
        list.Add(3);
        Assert.Equal(3, await _pool.RunAsync(add).Soon());
    }

    private static Task Crosses<T>(ProcessPool pool, params T[] values) => CrossesAs(pool, EqualityComparer<T>.Default.Equals, values);

    private static Task CrossesAll<T>(ProcessPool pool, params T[]?[] arrays) =>
        CrossesAs(pool, static (left, right) => left is null ? right is null : right is not null && left.GetType() == right.GetType() && left.Zip(right).All(static pair => pair.First is Array array ? array.Cast<object>().SequenceEqual(((Array)(object)pair.Second!).Cast<object>()) : Equals(pair.First, pair.Second)) && left.Length == right.Length, arrays);

    private static async Task CrossesAs<T>(ProcessPool pool, Func<T, T, bool> isSame, params T[] values)
    {
        foreach (var value in values)
        {
            Assert.True(isSame(value, await pool.RunAsync(static given => given, value).Soon()), $"argument and result {value}");
            Assert.True(isSame(value, await pool.RunAsync(Returning(value)).Soon()), $"captured {value}");
            Assert.True(isSame(value, (await pool.RunAsync(static pair => (given: pair.value, number: pair.Item2), (value, 5)).Soon()).given), $"beside another {value}");
            Assert.True(isSame(value, await pool.RunAsync(static async given => { await Task.Yield(); return given; }, value).Soon()), $"later {value}");
        }

        Same(values, await pool.MapAsync(static given => given, values).Soon(), isSame);
        Same(values, await pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(static given => given, values).Soon(), isSame);
        Same(values, [.. await pool.StreamAsync(static given => given, values).AllSoon()], isSame);
        Same(values, [.. await pool.WithOptions(new() { ChunkSize = 2 }).StreamAsync(static given => given, values).AllSoon()], isSame);
    }

    private static void Same<T>(T[] expected, T[] actual, Func<T, T, bool> isSame)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var index = 0; index < expected.Length; index++) Assert.True(isSame(expected[index], actual[index]), $"{index}: {expected[index]}");
    }

    private static Func<T> Returning<T>(T value) => () => value;

    private sealed record Person(string Name, int Age);

    private readonly record struct Point(int X, int Y);

    private sealed class Knot
    {
        public Knot()
        {
            Self = this;
            Others.Add(this);
        }

        public Knot Self { get; }

        public List<Knot> Others { get; } = [];
    }
}
