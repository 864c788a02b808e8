namespace Multiprocessing.Tests.Collections;

/// <summary>A writer that is stopped after each of its steps, whatever it does.</summary>
[Trait("Kind", "stress")]
public sealed class DictionaryKillPointTests(ITestOutputHelper output)
{
    // Thousands have been tried by hand.
    private const int Sequences = 3;
    private const int Changes = 250;

    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 40)]
    [InlineData(8, -1)]
    [InlineData(-1, -1)]
    [InlineData(4, 0)]
    public void Wherever_a_writer_is_killed_its_change_is_whole_or_never_was(int keyLength, int valueLength)
    {
        var points = 0;
        for (var seed = 1; seed <= Sequences; seed++)
        {
            using var world = new DictionaryWorld(seed, keyLength, valueLength);
            for (var change = 0; change < Changes; change++) world.ChangeSomething();
            world.ReleaseAll();
            points += world.KillPoints;
        }

        output.WriteLine($"{points} ways to be killed");
        Assert.True(points > Sequences * Changes);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 200)]
    [InlineData(-1, -1)]
    public void What_has_no_room_leaves_all_as_it_was(int keyLength, int valueLength)
    {
        using var world = new DictionaryWorld(1, keyLength, valueLength);
        world.FillUp();
        world.ReleaseAll();
    }
}
