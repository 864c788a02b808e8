namespace Multiprocessing.Tests.Faults;

[Collection(FaultCollection.Name)]
public sealed class RandomKillTests
{
    private const int Rounds = 1000;
    private const int AtOnce = 4;

    [Fact]
    public async Task A_child_killed_at_any_instant_leaves_nothing()
    {
        await KillManyAsync(20, 1);
        var descriptors = Machine.Descriptors;
        var before = (Machine.Children.Length, Machine.SharedMemory);
        await Task.WhenAll(Enumerable.Range(2, AtOnce).Select(seed => Task.Run(() => KillManyAsync(Rounds / AtOnce, seed))));
        Assert.Equal(descriptors, Machine.Descriptors);
        Assert.Equal(before, (Machine.Children.Length, Machine.SharedMemory));
    }

    private static async Task KillManyAsync(int rounds, int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            var child = ChildProcess.Start(static (byte[] bytes) => bytes, new byte[1_000_000]);
            // A start takes some 20 ms here, the function and its result some more.
            await Task.Delay(random.Next(60));
            child.Kill();
            Assert.True(child.Join(TimeSpan.FromSeconds(60)));
            try
            {
                Assert.Equal(1_000_000, (await child).Length);
            }
            catch (ProcessCrashedException crash)
            {
                Assert.Equal(9, crash.Signal);
            }
        }
    }
}
