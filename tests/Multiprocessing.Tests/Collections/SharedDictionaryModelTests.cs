namespace Multiprocessing.Tests.Collections;

/// <summary>Whatever is done in whatever order, it has what an ordinary dictionary has.</summary>
public sealed class SharedDictionaryModelTests
{
    private const int Seeds = 4;
    private const int Operations = 6000;

    [Fact]
    public void Numbers_to_numbers() => Run(static random => random.Next(300), static random => random.Next());

    [Fact]
    public void Long_numbers_to_pairs() => Run(static random => (long)random.Next(300) << 40, static random => (random.Next(), random.NextInt64()));

    [Fact]
    public void Numbers_to_64_bytes() => Run(static random => random.Next(300), static random => new Wide(random.NextInt64()));

    [Fact]
    public void Strings_to_numbers() => Run(static random => new string('k', random.Next(300)), static random => (byte)random.Next());

    [Fact]
    public void Strings_to_strings() => Run(static random => $"{random.Next(300)}", static random => random.Next(10) == 0 ? null : new string((char)random.Next(1000), random.Next(200)));

    [Fact]
    public void Padded_tuples_to_records() => Run(static random => ((byte)random.Next(200), (long)random.Next(2)), static random => new Person($"{random.Next(50)}", random.Next()));

    [Fact]
    public void Records_to_tuples_of_objects() => Run(static random => new Person($"{random.Next(20)}", random.Next(20)), static random => ($"{random.Next()}", (object)random.Next()));

    [Fact]
    public void Guids_to_guids() => Run(static random => new Guid(random.Next(300), 0, 0, new byte[8]), static _ => Guid.NewGuid());

    private static void Run<TKey, TValue>(Func<Random, TKey> makeKey, Func<Random, TValue> makeValue)
        where TKey : notnull
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var model = new Dictionary<TKey, TValue>();
            using var dictionary = new SharedDictionary<TKey, TValue>(random.Next(2) * 100);
            for (var operation = 0; operation < Operations; operation++) DoSomething(random, model, dictionary, makeKey(random), makeValue(random));
            RequireSame(model, dictionary);
        }
    }

    private static void DoSomething<TKey, TValue>(Random random, Dictionary<TKey, TValue> model, SharedDictionary<TKey, TValue> dictionary, TKey key, TValue value)
        where TKey : notnull
    {
        var isThere = model.TryGetValue(key, out var old);
        switch (random.Next(10))
        {
            case < 3:
                dictionary[key] = model[key] = value;
                break;
            case 3:
                Assert.Equal(model.TryAdd(key, value), dictionary.TryAdd(key, value));
                break;
            case 4 or 5:
                Assert.Equal((model.Remove(key), old), (dictionary.TryRemove(key, out var removed), removed));
                break;
            case 6:
                Assert.Equal(isThere, dictionary.TryUpdate(key, value, old!));
                if (isThere) model[key] = value;
                break;
            case 7:
                Assert.Equal(isThere ? old : value, dictionary.GetOrAdd(key, _ => value));
                model.TryAdd(key, value);
                break;
            case 8:
                Assert.Equal(value, dictionary.AddOrUpdate(key, value, (_, _) => value));
                model[key] = value;
                break;
            case 9 when random.Next(300) == 0:
                model.Clear();
                dictionary.Clear();
                break;
        }

        Assert.Equal(model.TryGetValue(key, out var expected), dictionary.TryGetValue(key, out var found));
        Assert.Equal(expected, found);
        Assert.Equal(model.Count, dictionary.Count);
        if (random.Next(500) == 0) RequireSame(model, dictionary);
    }

    private static void RequireSame<TKey, TValue>(Dictionary<TKey, TValue> model, SharedDictionary<TKey, TValue> dictionary)
        where TKey : notnull
    {
        var found = dictionary.ToArray();
        Assert.Equal(model.Count, found.Length);
        foreach (var (key, value) in found) Assert.Equal(model[key], value);
    }

    internal sealed record Person(string Name, int Age);
}
