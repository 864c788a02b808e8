using Multiprocessing.Tests.Serialization;

namespace Multiprocessing.Tests.Collections;

public sealed class SharedDictionaryTests
{
    [Fact]
    public void It_has_what_was_put_in()
    {
        using var ages = new SharedDictionary<string, int>();
        Assert.Equal(0, ages.Count);
        ages["Ada"] = 36;
        Assert.True(ages.TryAdd("Alan", 41));
        Assert.False(ages.TryAdd("Alan", 42));
        Assert.Equal((36, 41, 2), (ages["Ada"], ages["Alan"], ages.Count));
        Assert.True(ages.TryGetValue("Ada", out var age));
        Assert.Equal(36, age);
        Assert.True(ages.ContainsKey("Ada"));
        Assert.True(ages.TryRemove("Ada", out age));
        Assert.Equal(36, age);
        Assert.False(ages.TryRemove("Ada", out age));
        Assert.False(ages.TryGetValue("Ada", out age));
        Assert.False(ages.ContainsKey("Ada"));
        Assert.Equal([new("Alan", 41)], ages);
        ages.Clear();
        Assert.Empty(ages);
        Assert.Equal(0, ages.Count);
        ages["again"] = 1;
        Assert.Single(ages);
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        using var ages = new SharedDictionary<string, int>();
        Assert.Contains("'Bob'", Assert.Throws<KeyNotFoundException>(() => ages["Bob"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_needs_the_value_that_is_compared()
    {
        using var names = new SharedDictionary<int, string?>();
        Assert.False(names.TryUpdate(1, "a", null));
        names[1] = null;
        Assert.False(names.TryUpdate(1, "a", "b"));
        Assert.True(names.TryUpdate(1, "a", null));
        Assert.True(names.TryUpdate(1, "b", new string('a', 1)));
        Assert.Equal("b", names[1]);
        using var points = new SharedDictionary<int, double> { [1] = double.NaN, [2] = -0.0 };
        Assert.True(points.TryUpdate(1, 1, double.NaN));
        Assert.True(points.TryUpdate(2, 1, 0.0));
    }

    [Fact]
    public void Functions_make_values_of_what_is_there()
    {
        using var lengths = new SharedDictionary<string, long>();
        Assert.Equal(3, lengths.GetOrAdd("abc", static key => key.Length));
        Assert.Equal(3, lengths.GetOrAdd("abc", static _ => 7));
        Assert.Equal(6, lengths.AddOrUpdate("abc", 1, static (key, old) => old + key.Length));
        Assert.Equal(1, lengths.AddOrUpdate("x", 1, static (_, old) => old + 1));
        Assert.Throws<InvalidOperationException>(() => lengths.AddOrUpdate("x", 1, static (_, _) => throw new InvalidOperationException()));
        Assert.Equal(1, lengths["x"]);
    }

    [Fact]
    public void A_function_may_use_the_dictionary_itself()
    {
        using var sums = new SharedDictionary<(string, int), string>();
        var value = sums.GetOrAdd(("a", 3), Make);
        Assert.Equal("3210", value);
        Assert.Equal(4, sums.Count);
        sums.AddOrUpdate(("a", 0), "", (key, old) => old + sums[("a", 1)] + sums.AddOrUpdate(("b", 0), "new", (_, _) => ""));
        Assert.Equal("010new", sums[("a", 0)]);

        string Make((string Name, int Number) key) => key.Number == 0 ? "0" : key.Number + sums.GetOrAdd((key.Name, key.Number - 1), Make);
    }

    [Fact]
    public void An_update_that_another_one_comes_before_is_made_again()
    {
        using var numbers = new SharedDictionary<int, int> { [1] = 1 };
        var calls = 0;
        Assert.Equal(11, numbers.AddOrUpdate(1, 0, (_, old) =>
        {
            if (calls++ == 0) numbers[1] = 10;
            return old + 1;
        }));
        Assert.Equal((2, 11), (calls, numbers[1]));
    }

    [Fact]
    public void Numbers_are_added_to_in_one_step()
    {
        using var bytes = new SharedDictionary<int, byte>();
        Assert.Equal(200, bytes.Increment(1, (byte)200));
        Assert.Equal(144, bytes.Increment(1, (byte)200));
        Assert.Equal(144, bytes[1]);
        using var doubles = new SharedDictionary<string, double>();
        Assert.Equal(1, doubles.Increment("a"));
        Assert.Equal(-0.5, doubles.Increment("a", -1.5));
        using var decimals = new SharedDictionary<string, decimal>();
        Assert.Equal(1, decimals.Increment("a"));
        Assert.Equal(1.25m, decimals.Increment("a", 0.25m));
    }

    [Fact]
    public void A_value_is_a_copy()
    {
        using var lists = new SharedDictionary<int, List<int>> { [1] = [1, 2] };
        lists[1].Add(3);
        Assert.Equal([1, 2], lists[1]);
    }

    [Fact]
    public void Large_and_empty_values_come_back()
    {
        using var texts = new SharedDictionary<string, string>();
        using var arrays = new SharedDictionary<string, int[]?>();
        for (var length = 0; length < 3_000_000; length = (length * 3) + 1)
        {
            texts[new string('k', length / 100)] = new string('v', length);
            arrays["a"] = Enumerable.Range(0, length).ToArray();
            Assert.Equal(new string('v', length), texts[new string('k', length / 100)]);
            Assert.Equal(length, arrays["a"]!.Length);
            Assert.True(arrays["a"]!.AsSpan().SequenceEqual(Enumerable.Range(0, length).ToArray()));
        }

        arrays["a"] = null;
        Assert.Null(arrays["a"]);
        Assert.Equal(new(default, null), arrays.ToDictionary(static pair => 0, static pair => pair.Value).First());
        texts[""] = "";
        Assert.Equal("", texts[""]);
    }

    [Fact]
    public void What_it_is_made_for_fits_and_more_does()
    {
        foreach (var capacity in (int[])[0, 1, 10, 1000])
        {
            using var numbers = new SharedDictionary<long, long>(capacity);
            for (var number = 0L; number < 5000; number++) numbers[number * number] = number;
            Assert.Equal(5000, numbers.Count);
            for (var number = 0L; number < 5000; number++) Assert.Equal(number, numbers[number * number]);
        }
    }

    [Fact]
    public void Going_through_it_sees_each_entry_once()
    {
        const int Added = 10_000;
        using var numbers = new SharedDictionary<int, string>();
        for (var number = 0; number < 1000; number++) numbers[number] = $"{number}";
        var seen = new HashSet<int>();
        foreach (var (key, value) in numbers)
        {
            Assert.True(seen.Add(key));
            Assert.Equal(key < Added ? $"{key}" : "new", value);
            if (key >= Added) continue;
            numbers[key + Added] = "new";
            numbers.TryRemove(key, out _);
        }

        Assert.Equal(1000, seen.Count(static key => key < Added));
        Assert.Equal(1000, numbers.Count);
    }

    [Fact]
    public void A_disposed_dictionary_refuses_everything()
    {
        var numbers = new SharedDictionary<int, int> { [1] = 1 };
        numbers.Dispose();
        numbers.Dispose();
        Action[] uses =
        [
            () => numbers[1] = 1,
            () => _ = numbers[1],
            () => numbers.TryGetValue(1, out _),
            () => numbers.ContainsKey(1),
            () => numbers.TryAdd(1, 1),
            () => numbers.TryRemove(1, out _),
            () => numbers.TryUpdate(1, 1, 1),
            () => numbers.AddOrUpdate(1, 1, static (_, _) => 1),
            () => numbers.GetOrAdd(1, static _ => 1),
            () => numbers.Increment(1),
            () => numbers.Clear(),
            () => _ = numbers.Count,
            () => numbers.GetEnumerator(),
            () => Codec.Copy(numbers),
        ];
        foreach (var use in uses) Assert.Throws<ObjectDisposedException>(use);
    }

    [Fact]
    public void Misuse_is_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SharedDictionary<int, int>(-1));
        using var texts = new SharedDictionary<string, object>();
        Assert.Throws<ArgumentNullException>(() => texts[null!] = 1);
        Assert.Throws<ArgumentNullException>(() => texts.TryGetValue(null!, out _));
        Assert.Throws<ArgumentNullException>(() => texts.GetOrAdd("a", null!));
        Assert.Throws<ArgumentNullException>(() => texts.AddOrUpdate("a", 1, null!));
        Assert.Throws<ArgumentNullException>(() => ((SharedDictionary<int, int>)null!).Increment(1));
        Assert.Throws<ProcessBoundaryException>(() => texts["a"] = new Thread(static () => { }));
        Assert.Throws<ProcessBoundaryException>(static () => new SharedDictionary<int, Thread>());
        Assert.Empty(texts);
        texts["a"] = 1;
        Assert.Throws<ProcessBoundaryException>(() => texts["a"] = new Thread(static () => { }));
        Assert.Equal(1, texts["a"]);
    }

    [Fact]
    public void What_is_shared_itself_cannot_lie_in_it()
    {
        using var values = new SharedDictionary<int, object>();
        using var array = new SharedArray<int>(1);
        var refusal = Assert.Throws<ProcessBoundaryException>(() => values[1] = new object[] { array });
        Assert.Contains("SharedDictionary", refusal.Message, StringComparison.Ordinal);
        using var file = File.OpenHandle(typeof(SharedDictionaryTests).Assembly.Location);
        Assert.Throws<ProcessBoundaryException>(() => values[1] = file);
        Assert.Empty(values);
    }

    [Fact]
    public void It_is_the_same_dictionary_wherever_it_is()
    {
        using var numbers = new SharedDictionary<int, int> { [1] = 1 };
        using (var copy = Codec.Copy(numbers)) copy[2] = 2;
        Assert.Equal(2, numbers[2]);
        var bytes = Codec.Bytes<SharedObject>(numbers);
        Assert.Throws<InvalidDataException>(() => ValueSerializer.Default.Deserialize<SharedDictionary<long, long>>(bytes));
    }
}
