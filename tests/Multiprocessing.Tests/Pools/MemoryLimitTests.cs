using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Pools;

/// <summary>A task that takes too much memory is ended, and nobody else notices.</summary>
[Trait("Kind", "fault")]
public sealed class MemoryLimitTests
{
    private const long Limit = 150 << 20;
    private const int Piece = 10 << 20;
    private static readonly ProcessPoolOptions s_limited = PoolHealth.Two.With(options => options.MemoryLimitBytes = Limit);

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_error_names_the_figures(bool isNative)
    {
        using var pool = new ProcessPool(s_limited);
        var hog = pool.RunAsync(Hog, isNative);
        var others = Enumerable.Range(0, 50).Select(number => pool.RunAsync(static x => x, number)).ToArray();
        var thrown = await Assert.ThrowsAsync<InsufficientMemoryException>(() => hog.SoonAsync());
        Assert.Contains("more than its limit of 150 MiB", thrown.Message, StringComparison.Ordinal);
        Assert.Matches(@"used 1[5-9]\d(\.\d)? MiB|used [2-9]\d\d(\.\d)? MiB", thrown.Message);
        Assert.Equal(Enumerable.Range(0, 50), await Task.WhenAll(others).SoonAsync());
        await pool.WorksOnAsync();
        Assert.Equal((1, 1), (pool.GetSnapshot().Restarts, pool.GetSnapshot().FailedTasks));
    }

    [Fact]
    public async Task It_holds_for_a_map()
    {
        using var pool = new ProcessPool(s_limited);
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(static number => number == 4 ? Hog(isNative: false) : number, Enumerable.Range(0, 20));
        await Assert.ThrowsAsync<InsufficientMemoryException>(() => map.SoonAsync());
        await pool.WorksOnAsync();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task It_is_tried_again_only_where_that_is_wanted(bool afterMemoryLimit)
    {
        using var tries = new SharedValue<int>();
        using var pool = new ProcessPool(s_limited.With(options => options.TaskOptions = new() { Retries = new RetryPolicy { MaxRetries = 1, ShouldRetry = afterMemoryLimit ? static failure => failure is InsufficientMemoryException : null } }));
        var task = pool.RunAsync(static tries => Interlocked.Increment(ref tries.Value) == 1 ? Hog(isNative: false) : 5, tries);
        if (afterMemoryLimit) Assert.Equal(5, await task.SoonAsync());
        else await Assert.ThrowsAsync<InsufficientMemoryException>(() => task.SoonAsync());
        Assert.Equal(afterMemoryLimit ? 2 : 1, tries.Value);
    }

    // More of it each millisecond, until somebody puts an end to it.
    private static unsafe int Hog(bool isNative)
    {
        var taken = new List<byte[]>();
        while (true)
        {
            Thread.Sleep(1);
            if (isNative) new Span<byte>(NativeMemory.Alloc(Piece), Piece).Fill(1);
            else
            {
                taken.Add(new byte[Piece]);
                taken[^1].AsSpan().Fill(1);
            }
        }
    }
}
