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
        var value = new SharedValue<int>(5);
        value.Dispose();
        value.Dispose();
        Action[] uses =
        [
            () => value.Value = 1,
            () => _ = value.Lock,
            () => Volatile.Read(ref value.Value),
            () => Volatile.Write(ref value.Value, 1),
            () => Interlocked.Exchange(ref value.Value, 1),
            () => Interlocked.CompareExchange(ref value.Value, 1, 2),
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
        using var value = new SharedValue<(int Number, char Letter)>((1, 'a'));
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
        using var value = await ChildProcess.RunAsync(static () => new SharedValue<double>(1.5));
        Assert.Equal(1.5, value.Value);
        using (value.Lock.Enter()) value.Value = 2;
    }

    [Fact]
    public void Each_value_has_one_lock_wherever_it_is()
    {
        using var one = new SharedValue<int>(1);
        using var other = new SharedValue<int>(2);
        Assert.Same(one.Lock, one.Lock);
        var (copy, theLock) = Codec.Copy((one, one.Lock));
        using (one.Lock.Enter())
        {
            Assert.False(copy.Lock.TryEnter());
            Assert.False(theLock.TryEnter());
            Assert.True(other.Lock.TryEnter());
        }

        using (theLock.Enter()) Assert.False(one.Lock.TryEnter());
    }

    [Fact]
    public async Task A_lock_that_is_held_or_waited_for_outlives_its_value()
    {
        var value = new SharedValue<int>(1);
        var theLock = value.Lock;
        theLock.Enter();
        var waiting = value.Lock.EnterAsync(TestContext.Current.CancellationToken).AsTask();
        value.Dispose();
        Assert.Throws<ObjectDisposedException>(() => theLock.TryEnter());
        Assert.Throws<ObjectDisposedException>(() => value.Lock);
        theLock.Exit();
        (await waiting.WaitAsync(s_patience)).Dispose();
        Assert.Throws<ObjectDisposedException>(theLock.Exit);
    }

    [Fact]
    public void A_lock_that_was_disposed_of_is_made_again()
    {
        using var value = new SharedValue<int>(1);
        value.Lock.Dispose();
        using (value.Lock.Enter()) Assert.True(value.Lock.IsHeld);
    }

    [Fact]
    public void Who_dies_with_the_lock_of_a_value_leaves_it_to_the_next_one()
    {
        using var value = new SharedValue<int>(1);
        using (var child = ChildProcess.Start(() => { value.Lock.Enter(); value.Value = 2; Thread.Sleep(Timeout.Infinite); }))
        {
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref value.Value) == 2, s_patience));
            child.Kill();
            child.Join();
        }

        using (value.Lock.Enter(out var wasAbandoned)) Assert.True(wasAbandoned);
    }

    [Fact]
    public void Increments_in_a_lock_lose_nothing()
    {
        const int Rounds = 50_000;
        using var counter = new SharedValue<int>(0);
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
