namespace Multiprocessing.Tests.Faults;

/// <summary>The number of spares changes while somebody waits for them.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed class SpareCountTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static IEnumerable<TheoryDataRow<int, int>> Changes =>
        from before in Enumerable.Range(1, 3)
        from after in Enumerable.Range(0, 5)
        select new TheoryDataRow<int, int>(before, after);

    [Theory, MemberData(nameof(Changes))]
    public async Task Who_waits_for_spares_waits_for_the_new_number(int before, int after)
    {
        // From the moment when the first is being started to when all are ready.
        for (var delay = 0; delay < 60; delay += 12)
        {
            WarmSpares.Count = 0;
            WarmSpares.Count = before;
            var ready = WarmSpares.PrepareAsync();
            await Task.Delay(delay);
            WarmSpares.Count = after;
            await ready.WaitAsync(s_patience);
        }
    }

    [Fact]
    public async Task There_are_as_many_spares_as_wanted()
    {
        foreach (var count in (int[])[3, 1, 4, 0, 2])
        {
            WarmSpares.Count = count;
            await WarmSpares.PrepareAsync().WaitAsync(s_patience);
            using var limit = new CancellationTokenSource(s_patience);
            while (Machine.Children.Length != count) await Task.Delay(5, limit.Token);
        }
    }

    public void Dispose()
    {
        WarmSpares.Count = 0;
        WarmSpares.Count = 1;
    }
}
