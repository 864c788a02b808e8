using Multiprocessing.Tests.Serialization;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Collections;

public sealed class SharedSetTests
{
    [Fact]
    public void It_has_what_was_added_and_not_removed()
    {
        using var words = new SharedSet<string>(capacity: 10);
        Assert.True(words.Add("a"));
        Assert.True(words.Add("b"));
        Assert.False(words.Add("a"));
        Assert.True(words.Contains("a"));
        Assert.False(words.Contains("c"));
        Assert.Equal(2, words.Count);
        Assert.Equal(["a", "b"], words.Order());
        Assert.True(words.Remove("a"));
        Assert.False(words.Remove("a"));
        Assert.Equal(["b"], words);
        words.Clear();
        Assert.Empty(words);
        Assert.Throws<ArgumentNullException>(() => words.Add(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SharedSet<int>(-1));
    }

    [Fact]
    public void Whatever_is_done_it_has_what_an_ordinary_set_has()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var random = new Random(seed);
            var model = new HashSet<int>();
            using var set = new SharedSet<int>();
            for (var operation = 0; operation < 10_000; operation++)
            {
                var item = random.Next(2000);
                if (random.Next(3) > 0) Assert.Equal(model.Add(item), set.Add(item));
                else Assert.Equal(model.Remove(item), set.Remove(item));
                item = random.Next(2000);
                Assert.Equal((model.Contains(item), model.Count), (set.Contains(item), set.Count));
            }

            Assert.Equal(model, set.ToHashSet());
        }
    }

    [Fact]
    public void Of_many_who_add_or_remove_an_item_one_is_told_so()
    {
        const int Items = 20_000, Processes = 3;
        using var set = new SharedSet<int>();
        using var counts = new Scoreboard(2);
        Children.End(Children.Start(Processes, () =>
        {
            for (var item = 0; item < Items; item++) counts.Add(0, set.Add(item) ? 1 : 0);
        }));
        Assert.Equal((Items, Items), (counts.Read(0), set.Count));
        Children.End(Children.Start(Processes, () =>
        {
            for (var item = 0; item < Items; item++) counts.Add(1, set.Remove(item) ? 1 : 0);
        }));
        Assert.Equal((Items, 0), (counts.Read(1), set.Count));
    }

    [Fact]
    public void A_disposed_set_refuses_everything()
    {
        var set = new SharedSet<int>();
        set.Dispose();
        Action[] uses = [() => set.Add(1), () => set.Contains(1), () => set.Remove(1), set.Clear, () => _ = set.Count, () => set.GetEnumerator(), () => Codec.Copy(set)];
        foreach (var use in uses) Assert.Throws<ObjectDisposedException>(use);
    }
}
