using System.Globalization;
using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>A dictionary in shared memory, with and without other processes at it. Limit: an ordinary dictionary, in one process.</summary>
internal static class DictionaryRows
{
    private const int FewKeys = 1_000;
    private const int ManyKeys = 100_000;
    private const int Some = 1_000_000;
    private const int WarmUp = 20_000;
    private const int Many = 1_000_000;

    // A prime, so that keys come in no order and each comes once.
    private const int Stride = 7919;

    private static readonly Lazy<SharedDictionary<int, int>> s_numbers = new(static () => Fill(new SharedDictionary<int, int>()));
    private static readonly Lazy<Dictionary<int, int>> s_private = new(static () => Enumerable.Range(0, ManyKeys).ToDictionary(static key => key, static key => key));
    private static readonly Lazy<SharedDictionary<string, Person>> s_people = new(static () => Fill(new SharedDictionary<string, Person>()));
    private static readonly string[] s_names = [.. Enumerable.Range(0, ManyKeys).Select(static number => $"person {number}")];

    public static IEnumerable<Row> All =>
    [
        .. Alone("", FewKeys),
        .. Alone("-100k", ManyKeys),
        .. Contended(2),
        .. Contended(8),
        new("shared-dict-1M-add", "ns", AddMany) { Python = "shared_dict_1m_add", Rounds = 5, QuickRounds = 1 },
        new("shared-dict-1M-bytes", "B", BytesOfMany) { Python = "shared_dict_1m_bytes", Rounds = 3, QuickRounds = 1 },
    ];

    private sealed record Person(string Name, int Age);

    private static SharedDictionary<int, int> Fill(SharedDictionary<int, int> numbers)
    {
        for (var key = 0; key < ManyKeys; key++) numbers[key] = key;
        return numbers;
    }

    private static SharedDictionary<string, Person> Fill(SharedDictionary<string, Person> people)
    {
        for (var key = 0; key < ManyKeys; key++) people[s_names[key]] = new Person(s_names[key], key);
        return people;
    }

    // In a cache, or in memory.
    private static IEnumerable<Row> Alone(string name, int keys) =>
    [
        Of($"get{name}", count => Get(s_numbers.Value, count, keys)) with { Limit = () => Timing.Nanoseconds(Some, count => GetPrivate(count, keys)) },
        Of($"set{name}", count => Set(s_numbers.Value, count, keys)) with { Limit = () => Timing.Nanoseconds(Some, count => SetPrivate(count, keys)) },
        Of($"get-record{name}", count => GetRecords(count, keys)),
        Of($"set-record{name}", count => SetRecords(count, keys)),
    ];

    private static Row Of(string name, Action<int> action) => new($"shared-dict-{name}", "ns", () => Timing.Nanoseconds(Some, action))
    {
        Python = $"shared_dict_{name.Replace('-', '_')}",
        Rounds = 7,
        QuickRounds = 2,
    };

    private static IEnumerable<Row> Contended(int processes) =>
    [
        new($"shared-dict-get-{processes}", "ns", () => Use(processes, static (numbers, count) => Get(numbers, count, ManyKeys))) { Python = $"shared_dict_get_{processes}", Rounds = 5, QuickRounds = 1 },
        new($"shared-dict-set-{processes}", "ns", () => Use(processes, static (numbers, count) => Set(numbers, count, ManyKeys))) { Python = $"shared_dict_set_{processes}", Rounds = 5, QuickRounds = 1 },
        new($"shared-dict-increment-{processes}", "ns", () => Use(processes, IncrementOne)) { Rounds = 5, QuickRounds = 1 },
    ];

    private static void Get(SharedDictionary<int, int> numbers, int count, int keys)
    {
        for (var key = 0; count > 0; count--)
        {
            key = (key + Stride) % keys;
            if (!numbers.TryGetValue(key, out _)) throw new InvalidOperationException($"{key} is not there.");
        }
    }

    private static void Set(SharedDictionary<int, int> numbers, int count, int keys)
    {
        for (var key = 0; count > 0; count--)
        {
            key = (key + Stride) % keys;
            numbers[key] = count;
        }
    }

    private static void IncrementOne(SharedDictionary<int, int> numbers, int count)
    {
        for (; count > 0; count--) numbers.Increment(1);
    }

    private static void GetPrivate(int count, int keys)
    {
        for (var key = 0; count > 0; count--)
        {
            key = (key + Stride) % keys;
            if (!s_private.Value.TryGetValue(key, out _)) throw new InvalidOperationException($"{key} is not there.");
        }
    }

    private static void SetPrivate(int count, int keys)
    {
        for (var key = 0; count > 0; count--)
        {
            key = (key + Stride) % keys;
            s_private.Value[key] = count;
        }
    }

    private static void GetRecords(int count, int keys)
    {
        for (var key = 0; count > 0; count--)
        {
            key = (key + Stride) % keys;
            if (s_people.Value[s_names[key]].Age < 0) throw new InvalidOperationException();
        }
    }

    private static void SetRecords(int count, int keys)
    {
        var person = new Person("somebody", 30);
        for (var key = 0; count > 0; count--)
        {
            key = (key + Stride) % keys;
            s_people.Value[s_names[key]] = person;
        }
    }

    // For each operation of each process.
    private static double Use(int processes, Action<SharedDictionary<int, int>, int> action)
    {
        using var numbers = Fill(new SharedDictionary<int, int>());
        return Pair.Nanoseconds((_, count) => action(numbers, count), WarmUp, Some / processes, processes) / processes;
    }

    private static double AddMany()
    {
        using var numbers = new SharedDictionary<int, int>();
        return Timing.Nanoseconds(Many, count =>
        {
            for (var key = 0; key < count; key++) numbers[key] = key;
        });
    }

    private static double BytesOfMany()
    {
        using var numbers = new SharedDictionary<int, int>();
        var before = SharedBytes();
        for (var key = 0; key < Many; key++) numbers[key] = key;
        return (double)(SharedBytes() - before) / Many;
    }

    // What really exists of the memory that the tree shares.
    private static long SharedBytes()
    {
        var isShared = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Contains("memfd:multiprocessing", StringComparison.Ordinal)) isShared = true;
            else if (isShared && line.StartsWith("Rss:", StringComparison.Ordinal)) return KiB(line) * 1024;
        }

        return 0;
    }

    private static long KiB(string line) => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
