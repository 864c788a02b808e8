using Multiprocessing.Memory;
using Multiprocessing.Tests.Faults;
using Multiprocessing.Tests.Memory;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Collections;

/// <summary>Writers that are killed at any instant: what they had written is there, all others go on, and nothing is left over.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "stress")]
public sealed class SharedDictionaryKillTests(ITestOutputHelper output)
{
    // More where it is to be tested harder.
    private const int Kills = 300;
    private const int AtOnce = 3;
    private const int Keys = 40;

    [Fact]
    public async Task Whoever_is_killed_whenever_what_was_written_is_there_and_nothing_leaks()
    {
        // The first child of all leaves something behind, for those that follow.
        Children.End(Children.Start(1, static () => { }));
        var before = await SharedFootprint.SettledAsync();
        RunStorm();
        await before.AssertNoMoreIsLeftAsync();
    }

    private void RunStorm()
    {
        using var storm = new DictionaryStorm(AtOnce, Keys);
        output.WriteLine(storm.Run(Kills, seed: 1));
    }

    [Fact]
    public async Task A_dictionary_goes_with_the_last_process_that_had_it()
    {
        Children.End(Children.Start(1, static () => { }));
        var before = await SharedFootprint.SettledAsync();
        using (var ready = new SharedEvent())
        {
            var child = ChildProcess.Start(() =>
            {
                var numbers = new SharedDictionary<int, string>();
                for (var number = 0; number < 5000; number++) numbers[number] = "text";
                ready.Set();
                Thread.Sleep(Timeout.Infinite);
            });
            ready.Wait(TestContext.Current.CancellationToken);
            Children.Kill([child]);
        }

        await before.AssertNoMoreIsLeftAsync();
    }

    [Fact]
    public void A_dictionary_s_memory_is_free_when_the_last_one_disposes_of_it()
    {
        var numbers = new SharedDictionary<int, int>();
        var before = Arena.Instance.UsedBytes;
        for (var number = 0; number < 100_000; number++) numbers[number] = number;
        Assert.True(Arena.Instance.UsedBytes > before + 1_000_000);
        numbers.Dispose();
        Assert.True(Arena.Instance.UsedBytes < before + 1_000_000);
    }

    // A lock that was taken by one who is dead, and an odd version.
    [Fact]
    public unsafe void Readers_go_on_when_a_writer_died_in_the_middle()
    {
        using var numbers = new SharedDictionary<int, Wide> { [1] = new(1) };
        var child = ChildProcess.Start(() =>
        {
            foreach (var stripe in Stripes(numbers)) ((StripeState*)stripe)->Lock = Platform.LifeMarks.Self;
            foreach (var stripe in Stripes(numbers)) ((StripeState*)stripe)->Version++;
            Thread.Sleep(Timeout.Infinite);
        });
        Eventually.IsTrue(() => Stripes(numbers).All(static stripe => (((StripeState*)stripe)->Version & 1) != 0));
        child.Kill();
        Assert.Equal(1, numbers[1].A);
        Assert.Equal(1, numbers.Count);
        Assert.True(child.Join(Eventually.Patience));
        Assert.Equal(1, numbers[1].A);
        numbers[2] = new(2);
        Assert.Equal(2, numbers.Count);
    }

    private static unsafe nint[] Stripes(SharedObject dictionary)
    {
        var state = (DictionaryState*)Arena.Instance.At(dictionary.Name().Offset + BlockHeader.Length);
        return [.. Enumerable.Range(0, 1 << state->StripeOrder).Select(index => (nint)((StripeState*)(state + 1) + index))];
    }
}
