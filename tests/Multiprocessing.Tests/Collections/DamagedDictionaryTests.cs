namespace Multiprocessing.Tests.Collections;

/// <summary>A process that has gone wild has written anywhere into a dictionary: its users are told so, and none crashes or hangs.</summary>
[Trait("Kind", "stress")]
public sealed class DamagedDictionaryTests
{
    private const int Rounds = 1500;

    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 40)]
    [InlineData(-1, -1)]
    public void Whatever_was_written_over_it_is_found_or_does_no_harm(int keyLength, int valueLength)
    {
        using var world = new DictionaryWorld(seed: 5, keyLength, valueLength);
        var found = 0;
        for (var change = 0; change < 60; change++) world.ChangeSomething();
        for (var round = 0; round < Rounds; round++) found += world.IsDamageFound() ? 1 : 0;
        Assert.InRange(found, Rounds / 20, Rounds - 1);
    }
}
