using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Multiprocessing.Tests.Serialization;

namespace Multiprocessing.Tests.Memory;

public sealed class SharedArrayTests
{
    [Fact]
    public void A_new_array_is_zero_even_where_others_have_been()
    {
        for (var round = 0; round < 20; round++)
        {
            foreach (var length in (int[])[1, 100, 10_000, 1_000_000])
            {
                using var array = new SharedArray<byte>(length);
                Assert.Equal(length, array.Length);
                Assert.Equal(length, array.LongLength);
                Assert.False(array.Span.ContainsAnyExcept((byte)0));
                array.Span.Fill(0xFF);
            }
        }
    }

    [Fact]
    public void Elements_are_read_set_and_passed_in_place()
    {
        using var array = new SharedArray<int>(3);
        array[0] = 7;
        array[1]++;
        ref var last = ref array[2];
        last = 9;
        Assert.Equal([7, 1, 9], array.ToArray());
        Assert.Equal(9, array[2]);
    }

    [Fact]
    public void It_is_made_of_spans_arrays_collections_and_expressions()
    {
        int[] numbers = [1, 2, 3];
        using var ofArray = new SharedArray<int>(numbers);
        using var ofSpan = new SharedArray<int>(numbers.AsSpan(1));
        using var ofSequence = new SharedArray<int>([.. Enumerable.Range(5, 4)]);
        using var ofExpression = new SharedArray<int>([8, 9]);
        using var ofNothing = new SharedArray<int>([]);
        using var ofText = new SharedArray<char>("text");
        using var ofAnother = new SharedArray<int>(ofArray.Span);
        Assert.Equal([1, 2, 3], ofArray.ToArray());
        Assert.Equal([2, 3], ofSpan.ToArray());
        Assert.Equal([5, 6, 7, 8], ofSequence.ToArray());
        Assert.Equal([8, 9], ofExpression.ToArray());
        Assert.Empty(ofNothing.ToArray());
        Assert.Equal("text", new string(ofText.Span));
        ofArray[0] = 0;
        Assert.Equal([1, 2, 3], ofAnother.ToArray());
    }

    [Fact]
    public void An_array_of_length_zero_is_an_array()
    {
        using var array = new SharedArray<long>(0);
        Assert.Equal(0, array.Length);
        Assert.True(array.Span.IsEmpty);
        Assert.True(array.Memory.IsEmpty);
        using var slice = array.Slice(0, 0);
        Assert.Equal(0, slice.LongLength);
        foreach (var _ in array) Assert.Fail("There is no element.");
        Assert.Throws<IndexOutOfRangeException>(() => array[0]);
        Assert.Equal(0, Codec.Copy(array).Length);
        Assert.Equal(0, ChildProcess.Start(static (SharedArray<long> array) => array.Length, array).Result);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(1L << 32)]
    public void Indexes_are_checked(long index)
    {
        using var array = new SharedArray<int>(3);
        Assert.Contains("3 elements", Assert.Throws<IndexOutOfRangeException>(() => array[index]).Message, StringComparison.Ordinal);
        Assert.Throws<IndexOutOfRangeException>(() => array[index] = 1);
        Assert.Throws<IndexOutOfRangeException>(() => Volatile.Read(ref array[index]));
        Assert.Throws<IndexOutOfRangeException>(() => array.Add(index, 1));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 4)]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    [InlineData(1, -1)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(1, int.MaxValue)]
    public void Parts_are_checked(long start, int length)
    {
        using var array = new SharedArray<int>(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => { array.AsSpan(start, length); });
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Slice(start, length));
    }

    [Fact]
    public void Lengths_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SharedArray<byte>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new SharedArray<decimal>(long.MinValue));
        Assert.Throws<InsufficientMemoryException>(static () => new SharedArray<byte>(long.MaxValue));
        Assert.Throws<InsufficientMemoryException>(static () => new SharedArray<long>(long.MaxValue));
        // As many bytes as the whole arena has, or a few more than fit beside its header.
        var failure = Assert.Throws<InsufficientMemoryException>(static () => new SharedArray<byte>(1L << 40));
        Assert.Contains("has no room for", failure.Message, StringComparison.Ordinal);
        Assert.Throws<InsufficientMemoryException>(static () => new SharedArray<byte>((1L << 40) - 1));
        using var after = new SharedArray<byte>(1);
        Assert.Equal(0, after[0]);
    }

    [Fact]
    public void A_disposed_array_refuses_everything()
    {
        var array = new SharedArray<int>(3);
        var memory = array.Memory;
        array.Dispose();
        array.Dispose();
        Action[] uses =
        [
            () => array[0] = 1,
            () => _ = array.Span,
            () => _ = array.Memory,
            () => _ = array.Length,
            () => _ = array.LongLength,
            () => _ = array.Lock,
            () => array.AsSpan(0, 0),
            () => array.Slice(0, 0),
            () => _ = array.Max(),
            () => _ = array.ToArray(),
            () => Volatile.Read(ref array[0]),
            () => Volatile.Write(ref array[0], 1),
            () => array.Add(0, 1),
            () => _ = memory.Span,
            () => memory.Pin(),
            () => Codec.Copy(array),
        ];
        foreach (var use in uses) Assert.Throws<ObjectDisposedException>(use);
    }

    [Fact]
    public void A_slice_is_the_same_memory_and_lives_by_itself()
    {
        var array = new SharedArray<int>([.. Enumerable.Range(0, 100)]);
        using var slice = array.Slice(10, 80);
        using var inner = slice.Slice(5, 10);
        Assert.Equal(15, inner[0]);
        inner[0] = -1;
        Assert.Equal(-1, array[15]);
        Assert.Equal(-1, slice[5]);
        using (array.Lock.Enter()) Assert.False(inner.Lock.TryEnter());
        Assert.Throws<IndexOutOfRangeException>(() => inner[10]);
        array.Dispose();
        Assert.Equal(24, inner[9]);
        inner[9] = 5;
        Assert.Equal(5, slice[14]);
    }

    [Fact]
    public void Memory_is_the_same_memory()
    {
        using var array = new SharedArray<int>([.. Enumerable.Range(0, 10)]);
        var memory = array.Memory.Slice(2, 5);
        Assert.Equal([2, 3, 4, 5, 6], memory.ToArray());
        memory.Span[0] = 20;
        memory[1..].Span[0] = 30;
        Assert.Equal(20, array[2]);
        Assert.Equal(30, array[3]);
        array[6] = 60;
        Assert.Equal(60, memory.Span[^1]);
    }

    [Fact]
    public unsafe void Pinned_memory_is_where_the_array_is()
    {
        using var array = new SharedArray<int>(10);
        using var handle = array.Slice(2, 5).Memory[1..].Pin();
        fixed (int* first = array.Span) Assert.True(handle.Pointer == first + 3);
        using var end = array.Memory[10..].Pin();
    }

    [Fact]
    public void Loops_go_over_all_elements_in_place()
    {
        using var array = new SharedArray<int>(1000);
        var next = 0;
        foreach (ref var item in array.Span) item = next++;
        Assert.Equal(Enumerable.Range(0, 1000), array);
        var sum = 0;
        foreach (var item in array) sum += item;
        Assert.Equal(499_500, sum);
        Assert.Equal(999, array.Max());
    }

    [Fact]
    public void Copies_go_both_ways_and_are_checked()
    {
        using var array = new SharedArray<short>(4);
        short[] numbers = [1, 2, 3];
        numbers.CopyTo(array.Span);
        var copy = new short[5];
        array.Span.CopyTo(copy);
        Assert.Equal([1, 2, 3, 0, 0], copy);
        array.AsSpan(2, 2).Fill(7);
        Assert.Equal([1, 2, 7, 7], array.ToArray());
        array.Span.Clear();
        Assert.Equal(new short[4], array.ToArray());
    }

    [Fact]
    public unsafe void Elements_of_every_kind_lie_where_their_type_wants_them()
    {
        Check(true, false);
        Check('x', '\ud800');
        Check(DayOfWeek.Friday, DayOfWeek.Sunday);
        Check(1.5m, decimal.MinValue);
        Check(Guid.NewGuid(), Guid.Empty);
        Check((Half)2, Half.NaN);
        Check(Int128.MinValue, Int128.MaxValue);
        Check(new Padded { Small = 1, Large = 2 }, default);
        Check(new Pair<byte, double>(3, 4), new Pair<byte, double>(5, double.NaN));
        Check((1, 'x', 2L), (3, 'y', 4L));
        Check(new DateTime(2024, 2, 29, 0, 0, 0, DateTimeKind.Utc), DateTime.MaxValue);
        Check(Vector128.Create(1, 2, 3, 4), Vector128<int>.Zero);
        Check(Vector512.Create(1L), Vector512<long>.AllBitsSet);
        Check(default(Buffer), default);

        static void Check<T>(T one, T other)
            where T : unmanaged
        {
            using var array = new SharedArray<T>([one, other, one]);
            var expected = MemoryMarshal.AsBytes<T>([one, other, one]).ToArray();
            Assert.Equal(expected, MemoryMarshal.AsBytes(array.Span).ToArray());
            // A vector's own alignment is its size; a cache line is enough for all.
            fixed (T* first = array.Span) Assert.Equal(0, (nint)first % 64);
            using var copy = Codec.Copy(array);
            copy[1] = one;
            copy[0] = other;
            array[2] = other;
            expected = MemoryMarshal.AsBytes<T>([other, one, other]).ToArray();
            Assert.Equal(expected, MemoryMarshal.AsBytes(array.Span).ToArray());
            Assert.Equal(expected, MemoryMarshal.AsBytes(copy.Span).ToArray());
        }
    }

    [Fact]
    public void The_lock_goes_with_the_array()
    {
        using var array = new SharedArray<int>(1);
        using var copy = Codec.Copy(array);
        using (array.Lock.Enter()) Assert.False(copy.Lock.TryEnter());
        // An array that is disposed of within its lock does not keep others from it.
        using (array.Lock.Enter()) array.Dispose();
        Assert.False(copy.Lock.IsHeld);
        using (copy.Lock.Enter()) copy[0] = 1;
    }

    private struct Padded
    {
        internal byte Small;
        internal long Large;
    }

    private readonly record struct Pair<TOne, TOther>(TOne One, TOther Other);

    [InlineArray(3)]
    private struct Buffer
    {
        private byte _first;
    }
}
