using Multiprocessing.Memory;
using Multiprocessing.Tests.Memory.KillPointWorld;

namespace Multiprocessing.Tests.Memory;

[Trait("Kind", "stress")]
public sealed class ArenaKillPointTests(ITestOutputHelper output)
{
    // Thousands have been tried by hand.
    private const int Sequences = 4;
    private const int Changes = 120;

    [Fact]
    public void Wherever_a_process_is_killed_its_change_is_whole_or_never_was()
    {
        var points = 0;
        for (var seed = 1; seed <= Sequences; seed++)
        {
            using var world = new World(seed);
            for (var change = 0; change < Changes; change++) world.ChangeSomething();
            world.ReleaseAll();
            points += world.KillPoints;
        }

        output.WriteLine($"{points} ways to be killed");
        Assert.True(points > Sequences * Changes);
    }

    [Fact]
    public void What_does_not_fit_changes_nothing()
    {
        using var arena = new PrivateArena(World.Order);
        var process = arena.Join();
        var before = process.UsedBytes;
        foreach (var length in (long[])[1L << World.Order, (1L << World.Order) - BlockHeader.Length, long.MaxValue])
        {
            Assert.Throws<InsufficientMemoryException>(() => process.Create(BlockKind.Memory, length));
        }

        Assert.Equal(before, process.UsedBytes);
        var holds = new List<Hold>();
        Assert.Throws<InsufficientMemoryException>(FillUp);
        Assert.InRange(holds.Count, 200, 256);
        foreach (var hold in holds) hold.Dispose();
        Assert.Equal(before, process.UsedBytes);
        unsafe
        {
            ArenaCheck.Run(arena.Start, World.Order, withContents: true);
        }

        void FillUp()
        {
            while (true) holds.Add(process.Create(BlockKind.Memory, 10_000));
        }
    }
}
