namespace Multiprocessing.Tests.Pools;

/// <summary>A worker that takes the place of another one is made as the first ones were.</summary>
public sealed class ReplacedWorkerTests
{
    [Fact]
    public async Task The_initializer_is_as_it_was_when_the_pool_was_made()
    {
        // It shares its captured variables with a lambda that captures the pool, which could not cross.
        var greeting = "first";
        ProcessPool? pool = null;
        pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 1, Initializer = () => AppContext.SetData("greeting", greeting) });
        Func<Task> use = async () => await pool.RunAsync(static () => 0).WaitAsync(TimeSpan.FromSeconds(60));
        await use();
        greeting = "second";
        for (var round = 0; round < 3; round++)
        {
            await Assert.ThrowsAsync<ProcessCrashedException>(() => pool.RunAsync(static () => Environment.Exit(3)).WaitAsync(TimeSpan.FromSeconds(60)));
            Assert.Equal("first", await pool.RunAsync(static () => (string?)AppContext.GetData("greeting")).WaitAsync(TimeSpan.FromSeconds(60)));
        }

        await pool.DisposeAsync();
    }

    [Fact]
    public void What_an_initializer_captures_that_cannot_cross_is_refused_at_once()
    {
        using var stream = new MemoryStream();
        var refusal = Assert.Throws<ProcessBoundaryException>(() => new ProcessPool(new ProcessPoolOptions { MinWorkers = 0, Initializer = () => stream.WriteByte(1) }));
        Assert.Contains("stream", refusal.Message, StringComparison.Ordinal);
    }
}
