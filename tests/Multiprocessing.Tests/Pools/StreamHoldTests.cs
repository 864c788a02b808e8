using Multiprocessing.Memory;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Pools;

/// <summary>A stream may be endless, so what its items name must go with them.</summary>
public sealed class StreamHoldTests
{
    private const int Items = 100;
    private const int Length = 1 << 20;

    [Fact]
    public async Task What_an_item_names_is_let_go_of_with_the_item()
    {
        using var pool = new ProcessPool(2);
        var before = Arena.Instance.UsedBytes;
        await using var lengths = pool.WithOptions(new() { BufferLimit = 6 }).StreamAsync(Use, Arrays()).GetAsyncEnumerator();
        for (var item = 0; item < Items; item++)
        {
            Assert.True(await lengths.MoveNextAsync().Soon());
            Assert.Equal(Length, lengths.Current);
        }

        // The stream goes on, and has some on their way.
        Eventually.IsTrue(() => Arena.Instance.UsedBytes - before < Items / 3 * Length);
    }

    private static int Use(SharedArray<byte> bytes)
    {
        using (bytes) return bytes.Length;
    }

    private static IEnumerable<SharedArray<byte>> Arrays()
    {
        while (true)
        {
            using var bytes = new SharedArray<byte>(Length);
            yield return bytes;
        }
    }
}
