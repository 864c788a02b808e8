using System.Globalization;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Collections;

/// <summary>Several processes at one dictionary.</summary>
public sealed class SharedDictionaryTravelTests
{
    private const int Processes = 4;

    [Fact]
    public async Task A_child_sees_and_changes_it()
    {
        using var ages = new SharedDictionary<string, SharedDictionaryModelTests.Person> { ["a"] = new("Ada", 36) };
        Assert.Equal("Ada", await ChildProcess.RunAsync(() =>
        {
            ages["b"] = new("Alan", 41);
            return ages["a"].Name;
        }));
        Assert.Equal(new("Alan", 41), ages["b"]);
    }

    [Fact]
    public async Task A_dictionary_that_a_child_returns_outlives_the_child()
    {
        using var numbers = await ChildProcess.RunAsync(static () => new SharedDictionary<int, string> { [1] = "one" });
        Assert.Equal("one", numbers[1]);
        numbers[2] = "two";
        Assert.Equal(2, numbers.Count);
    }

    [Fact]
    public async Task It_goes_through_queues()
    {
        using var queue = new SharedQueue<SharedDictionary<int, int>>();
        var sending = ChildProcess.Start(() => queue.Enqueue(new() { [1] = 5 }));
        using var numbers = queue.Dequeue();
        await sending;
        Assert.Equal(5, numbers[1]);
    }

    [Fact]
    public void No_increment_is_lost()
    {
        const int Rounds = 20_000, Keys = 7;
        using var sums = new SharedDictionary<int, long>();
        using var exact = new SharedDictionary<string, decimal>();
        Children.End(Children.Start(Processes, () =>
        {
            for (var round = 0; round < Rounds; round++) sums.Increment(round % Keys);
            for (var round = 0; round < Rounds / 10; round++) exact.Increment($"{round % Keys}", 0.5m);
        }));
        Assert.Equal(Processes * Rounds, sums.Sum(static pair => pair.Value));
        Assert.Equal(Processes * Rounds / 10 * 0.5m, exact.Sum(static pair => pair.Value));
    }

    [Fact]
    public void No_update_is_lost()
    {
        const int Rounds = 3000;
        using var sums = new SharedDictionary<string, string> { ["a"] = "0", ["b"] = "0" };
        Children.End(Children.Start(Processes, () =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                sums.AddOrUpdate("a", "", static (_, old) => $"{int.Parse(old, CultureInfo.InvariantCulture) + 1}");
                while (sums["b"] is var old && !sums.TryUpdate("b", $"{int.Parse(old, CultureInfo.InvariantCulture) + 1}", old)) continue;
            }
        }));
        Assert.Equal(($"{Processes * Rounds}", $"{Processes * Rounds}"), (sums["a"], sums["b"]));
    }

    // Values of one length take the places of earlier ones; those of any length make the table grow and move.
    [Fact]
    public void No_value_is_read_that_was_not_written()
    {
        const int Keys = 5, Rounds = 30_000;
        using var wide = new SharedDictionary<int, Wide>();
        using var arrays = new SharedDictionary<string, long[]>();
        using var done = new SharedCountdown(2);
        var readers = Children.Start(2, () =>
        {
            var reads = 0;
            while (!done.IsSet)
            {
                for (var key = 0; key < Keys; key++)
                {
                    if (wide.TryGetValue(key, out var value)) Assert.True(value.IsWhole, $"{value}");
                    if (arrays.TryGetValue($"{key}", out var array)) Assert.DoesNotContain(array, one => one != array.Length);
                    reads++;
                }
            }

            foreach (var (_, value) in wide) Assert.True(value.IsWhole);
            Assert.NotEqual(0, reads);
        });
        Children.End(Children.Start(2, () =>
        {
            var random = new Random(Environment.ProcessId);
            for (var round = 0; round < Rounds; round++)
            {
                var key = random.Next(Keys);
                wide[key] = new Wide(random.NextInt64());
                if (round % 7 == 0) wide.TryRemove(key, out _);
                if (round % 3 > 0) continue;
                var array = new long[random.Next(100)];
                array.AsSpan().Fill(array.Length);
                arrays[$"{key}"] = array;
            }

            done.Signal();
        }));
        Children.End(readers);
    }

    [Fact]
    public void It_grows_while_others_read_and_write()
    {
        const int Keys = 30_000;
        using var numbers = new SharedDictionary<int, int>();
        using var texts = new SharedDictionary<string, string>();
        var number = 0;
        Children.End(Enumerable.Range(0, Processes).Select(child => ChildProcess.Start(() =>
        {
            for (var key = child; key < Keys; key += Processes)
            {
                numbers[key] = key;
                texts[$"{key}"] = new string('x', key % 50);
                // What was put in before is there, whoever moves it meanwhile.
                var earlier = child + (key / Processes / 2 * Processes);
                Assert.Equal((earlier, earlier % 50), (numbers[earlier], texts[$"{earlier}"].Length));
            }
        })).ToArray());
        Assert.Equal((Keys, Keys), (numbers.Count, texts.Count));
        foreach (var (key, value) in numbers) number += key == value ? 1 : 0;
        Assert.Equal(Keys, number);
        Assert.All(texts, static pair => Assert.Equal(int.Parse(pair.Key, CultureInfo.InvariantCulture) % 50, pair.Value.Length));
    }
}
