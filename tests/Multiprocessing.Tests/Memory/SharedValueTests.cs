using Multiprocessing.Tests.Serialization;

namespace Multiprocessing.Tests.Memory;

public sealed class SharedValueTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void It_is_what_it_was_made_with_and_what_it_is_set_to()
    {
        using var nothing = new SharedValue<long>();
        using var number = new SharedValue<int>(5);
        using var guid = new SharedValue<Guid>(Guid.Empty);
        Assert.Equal(0, nothing.Value);
        Assert.Equal(5, number.Value);
        number.Value += 2;
        ref var place = ref number.Value;
        place++;
        Assert.Equal(8, number.Value);
        guid.Value = Guid.AllBitsSet;
        Assert.Equal(Guid.AllBitsSet, guid.Value);
    }

    [Fact]
    public void A_disposed_value_refuses_everything()
    {
        var value = new SharedValue<int>(5, withLock: true);
        value.Dispose();
        value.Dispose();
        Action[] uses =
        [
            () => value.Value = 1,
            () => _ = value.Lock,
            () => value.Read(),
            () => value.Write(1),
            () => value.Exchange(1),
            () => value.CompareExchange(1, 2),
            () => value.Add(1),
            () => value.Increment(),
            () => value.Decrement(),
            () => Codec.Copy(value),
        ];
        foreach (var use in uses) Assert.Throws<ObjectDisposedException>(use);
    }

    [Fact]
    public async Task A_child_sees_and_changes_it()
    {
        using var value = new SharedValue<(int Number, char Letter)>((1, 'a'), withLock: true);
        Assert.Equal((1, 'a'), await ChildProcess.RunAsync(() =>
        {
            var seen = value.Value;
            using (value.Lock.Enter()) value.Value.Number = 2;
            return seen;
        }));
        Assert.Equal((2, 'a'), value.Value);
    }

    [Fact]
    public async Task A_value_that_a_child_returns_outlives_the_child()
    {
        using var value = await ChildProcess.RunAsync(static () => new SharedValue<double>(1.5, withLock: true));
        Assert.Equal(1.5, value.Value);
        using (value.Lock.Enter()) value.Value = 2;
    }

    [Fact]
    public void The_lock_is_the_one_it_was_made_with()
    {
        using var without = new SharedValue<bool>(true);
        Assert.False(without.HasLock);
        Assert.Throws<InvalidOperationException>(() => without.Lock);
        using var theLock = new SharedLock();
        using var one = new SharedValue<int>(1, theLock);
        using var other = new SharedValue<int>(2, theLock);
        Assert.Same(one.Lock, other.Lock);
        var (first, second) = Codec.Copy((one, other));
        Assert.Same(first.Lock, second.Lock);
        using (one.Lock.Enter()) Assert.False(second.Lock.TryEnter());
        Assert.Throws<ArgumentNullException>(static () => new SharedValue<int>(1, null!));
    }

    [Fact]
    public void Increments_in_a_lock_lose_nothing()
    {
        const int Rounds = 50_000;
        using var counter = new SharedValue<int>(0, withLock: true);
        ChildProcess[] children = [Start(), Start()];
        foreach (var child in children) Assert.True(child.Join(s_patience));
        Assert.Equal(2 * Rounds, counter.Value);

        ChildProcess Start() => ChildProcess.Start(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                using (counter.Lock.Enter()) counter.Value++;
            }
        });
    }

    [Fact]
    public void A_value_is_not_an_array()
    {
        using var value = new SharedValue<byte>(1);
        var bytes = Codec.Bytes<SharedObject>(value);
        Assert.Throws<InvalidDataException>(() => ValueSerializer.Default.Deserialize<SharedArray<byte>>(bytes));
    }
}
