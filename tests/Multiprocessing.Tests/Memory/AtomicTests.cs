using System.Numerics;
using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing.Tests.Memory;

/// <summary>What changes in one step, whatever other processes do.</summary>
public sealed class AtomicTests
{
    private const int Rounds = 100_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private struct Odd
    {
        internal byte One, Two, Three;
    }

    private enum Tiny : byte
    {
        One,
        Two,
    }

    [Fact]
    public void Numbers_of_every_type_are_added_to()
    {
        Check<sbyte>();
        Check<byte>();
        Check<short>();
        Check<ushort>();
        Check<char>();
        Check<int>();
        Check<uint>();
        Check<long>();
        Check<ulong>();
        Check<nint>();
        Check<nuint>();
        Check<Half>();
        Check<float>();
        Check<double>();

        static void Check<T>()
            where T : unmanaged, INumber<T>
        {
            using var value = new SharedValue<T>(T.CreateChecked(5));
            Assert.Equal(T.CreateChecked(8), value.Add(T.CreateChecked(3)));
            Assert.Equal(T.CreateChecked(9), value.Increment());
            Assert.Equal(T.CreateChecked(8), value.Decrement());
            Assert.Equal(T.CreateChecked(8), Atomic.CompareExchange(ref value.Value, T.Zero, T.CreateChecked(2)));
            Assert.Equal(T.CreateChecked(8), Atomic.CompareExchange(ref value.Value, T.Zero, T.CreateChecked(8)));
            Assert.Equal(T.Zero, Atomic.Read(ref value.Value));
            using var array = new SharedArray<T>(3);
            Assert.Equal(T.CreateChecked(3), array.Add(1, T.CreateChecked(3)));
            Assert.Equal(T.CreateChecked(4), array.Add(1, T.One));
            Assert.Equal([T.Zero, T.CreateChecked(4), T.Zero], array.ToArray());
        }
    }

    [Fact]
    public void Sums_wrap_around()
    {
        using var small = new SharedValue<byte>(255);
        using var plain = new SharedValue<int>(int.MaxValue);
        using var without = new SharedValue<uint>();
        checked
        {
            Assert.Equal(0, small.Increment());
            Assert.Equal(int.MinValue, plain.Increment());
            Assert.Equal(uint.MaxValue, without.Decrement());
        }
    }

    [Fact]
    public void A_number_that_is_none_can_be_added_to_and_compared()
    {
        using var value = new SharedValue<double>(double.NaN);
        Assert.True(double.IsNaN(value.Add(1)));
        Assert.True(double.IsNaN(Interlocked.CompareExchange(ref value.Value, 2, value.Value)));
        Assert.Equal(2, value.Value);
    }

    [Fact]
    public void Other_small_types_are_exchanged()
    {
        using var truth = new SharedValue<bool>(true);
        Assert.True(Interlocked.Exchange(ref truth.Value, false));
        Assert.False(Interlocked.CompareExchange(ref truth.Value, true, false));
        Assert.True(Volatile.Read(ref truth.Value));
        using var tiny = new SharedValue<Tiny>(Tiny.One);
        Assert.Equal(Tiny.One, Interlocked.CompareExchange(ref tiny.Value, Tiny.Two, Tiny.One));
        Assert.Equal(Tiny.Two, tiny.Value);
        using var pair = new SharedArray<(int, int)>(2);
        Assert.Equal(0, Interlocked.Exchange(ref Unsafe.As<(int, int), long>(ref pair[1]), Unsafe.BitCast<(int, int), long>((3, 4))));
        Assert.Equal([(0, 0), (3, 4)], pair.ToArray());
    }

    [Fact]
    public void What_is_too_large_or_of_an_odd_size_is_refused()
    {
        using var large = new SharedValue<Int128>();
        using var odd = new SharedValue<Odd>();
        Assert.Contains("16 bytes", Assert.Throws<NotSupportedException>(() => large.Increment()).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => Atomic.Read(ref large.Value));
        Assert.Throws<NotSupportedException>(() => Atomic.CompareExchange(ref large.Value, 1, 2));
        odd.Value = new Odd { One = 1, Two = 2, Three = 3 };
        Assert.Contains("3 bytes", Assert.Throws<NotSupportedException>(() => Atomic.CompareExchange(ref odd.Value, default, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_given_for_nothing()
    {
        Assert.Throws<ArgumentNullException>(static () => ((SharedValue<int>)null!).Increment());
        Assert.Throws<ArgumentNullException>(static () => ((SharedArray<int>)null!).Add(0, 1));
    }

    [Fact]
    public void Processes_that_count_together_lose_nothing()
    {
        using var integer = new SharedValue<int>();
        using var large = new SharedValue<long>();
        using var floating = new SharedValue<double>();
        using var bytes = new SharedArray<byte>(8);
        using var own = new SharedArray<ushort>(4);
        var children = Enumerable.Range(0, 3).Select(number => ChildProcess.Start(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                integer.Increment();
                large.Add(-3);
                floating.Add(0.5);
                bytes.Add(round % 8, (byte)1);
                // Neighbours of an element that is changed stay what they are.
                own.Add(number, (ushort)1);
                if (Volatile.Read(ref own[3]) != 0) throw new InvalidOperationException("Somebody else's element was changed.");
            }
        })).ToArray();
        foreach (var child in children)
        {
            Assert.True(child.Join(s_patience));
            Assert.Equal(0, child.ExitCode);
        }

        Assert.Equal(3 * Rounds, integer.Value);
        Assert.Equal(-9 * Rounds, large.Value);
        Assert.Equal(1.5 * Rounds, floating.Value);
        Assert.All(bytes, static count => Assert.Equal(unchecked((byte)(3 * Rounds / 8)), count));
        var each = unchecked((ushort)Rounds);
        Assert.Equal([each, each, each, 0], own.ToArray());
    }

    [Fact]
    public void Exchanges_between_processes_lose_nothing()
    {
        // A stack of one: who takes what is there gives it back.
        using var slot = new SharedValue<long>(1);
        using var taken = new SharedValue<long>();
        ChildProcess[] children = [Start(), Start()];
        foreach (var child in children) Assert.True(child.Join(s_patience));
        Assert.Equal(1, slot.Value);
        Assert.Equal(2 * (Rounds / 10), taken.Value);

        ChildProcess Start() => ChildProcess.Start(() =>
        {
            for (var round = 0; round < Rounds / 10; round++)
            {
                while (Interlocked.Exchange(ref slot.Value, 0) != 1) Thread.Yield();
                taken.Value++;
                if (Interlocked.CompareExchange(ref slot.Value, 1, 0) != 0) throw new InvalidOperationException("Two have taken one thing.");
            }
        });
    }
}
