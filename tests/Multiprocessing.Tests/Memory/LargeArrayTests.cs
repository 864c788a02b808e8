using System.Globalization;
using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Memory;

/// <summary>More than 4 GiB: of it only a few pages are touched, so it takes hardly any memory.</summary>
[Collection(FaultCollection.Name)]
public sealed class LargeArrayTests
{
    private const long Length = 5L << 30;
    private static readonly long[] s_places = [0, 1, int.MaxValue, 1L + int.MaxValue, 1L << 32, (1L << 32) + 4095, Length - 1];

    [Fact]
    public async Task Five_gibibytes_are_an_array_like_any_other()
    {
        var before = await SharedFootprint.SettledAsync();
        var resident = ResidentKilobytes;
        using (var array = new SharedArray<byte>(Length))
        {
            Assert.Equal(Length, array.LongLength);
            Assert.Throws<OverflowException>(() => array.Length);
            Assert.Throws<InvalidOperationException>(() => { _ = array.Span; });
            Assert.Throws<InvalidOperationException>(() => _ = array.Memory);
            Assert.Throws<IndexOutOfRangeException>(() => array[Length]);
            for (var place = 0; place < s_places.Length; place++) array[s_places[place]] = (byte)(place + 1);
            var bytes = await ChildProcess.RunAsync(static (SharedArray<byte> array) =>
            {
                var seen = Array.ConvertAll(s_places, place => array[place]);
                array.AsSpan(Length - 3, 3).Fill(77);
                using var part = array.Slice(Length - 10, 2);
                part.Memory.Span.Fill(88);
                return seen;
            }, array);
            Assert.Equal([1, 2, 3, 4, 5, 6, 7], bytes);
            using var end = array.Slice(Length - 10, 10);
            Assert.Equal([88, 88, 0, 0, 0, 0, 0, 77, 77, 77], end.ToArray());
            Assert.True(ResidentKilobytes - resident < 10_000, "What nobody has touched takes memory.");
            array.AsSpan(1L << 32, 64 << 20).Fill(1);
            Assert.True(ResidentKilobytes - resident > 60_000, "This test does not see the memory that is taken.");
        }

        await before.AssertNoMoreIsLeftAsync();
        Assert.True(ResidentKilobytes - resident < 10_000, "The memory has not been given back.");
        // What is given back is zero for the next one.
        using var next = new SharedArray<byte>(Length);
        Assert.All(s_places, place => Assert.Equal(0, next[place]));
        Assert.False(next.AsSpan(1L << 32, 1 << 20).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void Two_large_arrays_are_apart()
    {
        using var one = new SharedArray<long>(Length / sizeof(long));
        using var other = new SharedArray<long>(Length / sizeof(long));
        one[one.LongLength - 1] = 1;
        other[0] = 2;
        one[0] = 3;
        Assert.Equal((3, 1, 2, 0), (one[0], one[one.LongLength - 1], other[0], other[other.LongLength - 1]));
    }

    // Of the arena's mapping alone.
    private static long ResidentKilobytes
    {
        get
        {
            var isArena = false;
            var total = 0L;
            foreach (var line in File.ReadLines("/proc/self/smaps"))
            {
                if (line.Contains('-', StringComparison.Ordinal) && line.Contains("rw-s", StringComparison.Ordinal)) isArena = line.Contains("memfd:multiprocessing", StringComparison.Ordinal);
                else if (isArena && line.StartsWith("Rss:", StringComparison.Ordinal)) total += long.Parse(line[4..^2], CultureInfo.InvariantCulture);
                else if (line.Contains("r--p", StringComparison.Ordinal) || line.Contains("r-xp", StringComparison.Ordinal) || line.Contains("rw-p", StringComparison.Ordinal)) isArena = false;
            }

            return total;
        }
    }
}
