using System.Runtime.InteropServices;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Tests.Waiting;

/// <summary>The lock's code does with every word what its rules say, which the model explores.</summary>
public sealed unsafe class OwnerWordTests : IDisposable
{
    private const int NeverAlive = OwnerWord.Abandoned - 1;

    private readonly int* _word = (int*)NativeMemory.AllocZeroed(sizeof(int));

    public OwnerWordTests() => _ = Arena.Instance;

    public static TheoryData<int, bool, int> Looks => new(
        from owner in (int[])[0, -1, NeverAlive, OwnerWord.Abandoned]
        from flags in (int[])[0, OwnerWord.Sleepers, OwnerWord.Reserved, OwnerWord.Flags]
        from parks in (bool[])[false, true]
        from looksBefore in (int[])[0, 1, 2]
        select (owner < 0 ? flags | Self : flags | owner, parks, looksBefore));

    private static int Self
    {
        get
        {
            _ = Arena.Instance;
            return LifeMarks.Self;
        }
    }

    [Theory]
    [MemberData(nameof(Looks), DisableDiscoveryEnumeration = true)]
    public void A_look_takes_the_lock_or_says_where_to_wait(int seen, bool parks, int looksBefore)
    {
        var operation = new TakeOperation((nint)_word, new SpinBudget());
        *_word = Self;
        for (var look = 0; look < looksBefore; look++) Assert.False(operation.TryComplete(parks: true, out _));
        if (looksBefore > 0) Thread.Sleep(2);
        *_word = seen;
        var isPatient = parks && looksBefore > 0;
        var owner = OwnerRules.Owner(seen);
        var takes = OwnerRules.MayTake(seen, isPatient) || (owner == NeverAlive && parks && looksBefore == 2);

        Assert.Equal(takes, operation.TryComplete(parks, out var parking));

        var expected = takes ? OwnerRules.Taken(seen, Self, looksBefore > 0) : parks ? OwnerRules.Parked(seen, isPatient) : seen;
        if (owner == 0 && !takes && looksBefore > 0 && expected == OwnerWord.Flags) expected = 0; // Nobody who reserved it is there.
        Assert.Equal(expected, *_word);
        Assert.Equal(takes && owner != 0, operation.IsAbandoned);
        if (takes) return;
        Assert.Equal(parks ? OwnerRules.Parked(seen, isPatient) : seen, parking.Seen);
        Assert.Equal(isPatient ? OwnerWord.PatientChannel : OwnerWord.OrdinaryChannel, parking.Channel);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(OwnerWord.Sleepers, 0)]
    [InlineData(OwnerWord.Flags, 0)] // Nobody who reserved it is there.
    public void Whoever_holds_the_lock_lets_go_of_it(int flags, int left)
    {
        *_word = Self | flags;
        Assert.True(OwnerWord.TryRelease(_word));
        Assert.Equal(left, *_word);
        Assert.False(OwnerWord.TryRelease(_word));
    }

    [Theory]
    [InlineData(NeverAlive, OwnerWord.Abandoned)]
    [InlineData(NeverAlive | OwnerWord.Reserved, OwnerWord.Abandoned)]
    [InlineData(NeverAlive | OwnerWord.Flags, OwnerWord.Abandoned | OwnerWord.Sleepers)]
    [InlineData(OwnerWord.Flags, 0)]
    [InlineData(OwnerWord.Abandoned, OwnerWord.Abandoned)]
    [InlineData((NeverAlive - 1) | OwnerWord.Flags, (NeverAlive - 1) | OwnerWord.Flags)]
    public void What_the_dead_one_held_or_reserved_is_free_for_all_and_nothing_else(int before, int after)
    {
        *_word = before;
        for (var time = 0; time < 2; time++)
        {
            OwnerWord.Abandon(_word, NeverAlive);
            Assert.Equal(after, *_word);
            Assert.Equal(OwnerRules.Settled(before, NeverAlive), *_word);
        }
    }

    public void Dispose() => NativeMemory.Free(_word);
}
