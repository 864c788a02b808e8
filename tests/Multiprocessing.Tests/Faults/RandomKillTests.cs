namespace Multiprocessing.Tests.Faults;

[Collection(FaultCollection.Name)]
[Trait("Kind", "stress")]
public sealed class RandomKillTests
{
    private const int Rounds = 1000;
    private const int AtOnce = 4;

    [Fact]
    public async Task A_child_killed_at_any_instant_leaves_nothing()
    {
        using var temporary = new TemporaryFolder();
        var options = new ProcessOptions { Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary.Path } };
        await KillManyAsync(20, 1, options);
        var before = Footprint.Now;
        await Task.WhenAll(Enumerable.Range(2, AtOnce).Select(seed => Task.Run(() => KillManyAsync(Rounds / AtOnce, seed, options))));
        Assert.Equal("nothing", before.Growth());
        Assert.Empty(Directory.GetFileSystemEntries(temporary.Path));
    }

    [Fact]
    public void What_a_running_child_keeps_in_the_temporary_folder_is_really_there()
    {
        using var temporary = new TemporaryFolder();
        var options = new ProcessOptions { Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary.Path } };
        var found = ChildProcess.Start(static () => Directory.GetFileSystemEntries(Path.GetTempPath()).Length, options).Result;
        Assert.NotEqual(0, found);
        Assert.Empty(Directory.GetFileSystemEntries(temporary.Path));
    }

    private static async Task KillManyAsync(int rounds, int seed, ProcessOptions options)
    {
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            var child = ChildProcess.Start(static (byte[] bytes) => bytes, new byte[1_000_000], options);
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
                Assert.Equal(9, crash.ExitStatus!.Signal);
            }
        }
    }
}
