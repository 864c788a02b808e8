namespace Multiprocessing.Tests.Pools;

/// <summary>The item that fails is named, in an exception that stays what it is.</summary>
public sealed class ItemNamingTests(PoolOf3 shared) : IClassFixture<PoolOf3>
{
    private const string Index = "Multiprocessing.ItemIndex";
    private const string Count = "Multiprocessing.ItemCount";

    [Fact]
    public async Task In_a_map_by_its_index_and_its_text()
    {
        var words = new[] { "1", "2", "three", "4" };
        foreach (var size in (int[])[1, 2, 4])
        {
            var thrown = await Assert.ThrowsAsync<FormatException>(() => shared.Pool.WithOptions(new() { ChunkSize = size }).MapAsync(static word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture), words).Soon());
            Assert.Equal("The input string 'three' was not in a correct format.", thrown.Message);
            Assert.Equal(2, thrown.Data[Index]);
            Assert.Contains("in item 2 (\"three\")", thrown.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_long_text_and_a_users_own_are_left_out()
    {
        var thrown = await Assert.ThrowsAsync<FormatException>(() => shared.Pool.MapAsync(static word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture), [new string('x', 500)]).Soon());
        Assert.EndsWith("in item 0", thrown.ToString().Split(Environment.NewLine).Single(static line => line.Contains("in item", StringComparison.Ordinal)), StringComparison.Ordinal);
        var own = await Assert.ThrowsAsync<FormatException>(() => shared.Pool.MapAsync(static own => own.Fail(), [new Own()]).Soon());
        Assert.Contains($"in item 0{Environment.NewLine}", own.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_stream_by_its_index()
    {
        foreach (var size in (int[])[1, 3])
        {
            var thrown = await Assert.ThrowsAsync<DivideByZeroException>(() => shared.Pool.WithOptions(new() { ChunkSize = size }).StreamAsync(static number => 10 / number, [5, 4, 3, 2, 0]).AllSoon());
            Assert.Equal(4, thrown.Data[Index]);
            Assert.Contains("in item 4", thrown.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_that_has_something_that_cannot_cross_names_it_too()
    {
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => shared.Pool.MapAsync(static number => number == 3 ? throw new Unsendable() : number, [1, 2, 3]).Soon());
        Assert.Equal(2, thrown.Data[Index]);
        Assert.Contains("in item 2 (3)", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_worker_names_the_items_that_it_had()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var crash = await Assert.ThrowsAsync<ProcessCrashedException>(() => pool.WithOptions(new() { ChunkSize = 4 }).MapAsync(static number =>
        {
            if (number == 5) Signals.Kill(Environment.ProcessId);
            return number;
        }, Enumerable.Range(0, 12)).Soon());
        Assert.Contains("was killed (signal 9) while it ran items 4 to 7.", crash.Message, StringComparison.Ordinal);
        Assert.Equal((4, 4), (crash.Data[Index], crash.Data[Count]));
    }

    [Fact]
    public async Task So_does_one_that_was_too_late()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var options = new TaskOptions { ChunkSize = 2, TimeLimit = TimeSpan.FromMilliseconds(300) };
        var late = await Assert.ThrowsAsync<TimeoutException>(() => pool.WithOptions(options).MapAsync(static number =>
        {
            if (number == 1) Thread.Sleep(Timeout.Infinite);
            return number;
        }, Enumerable.Range(0, 2)).Soon());
        Assert.StartsWith("The task of items 0 to 1 ran for longer than its time limit of 00:00:00.3", late.Message, StringComparison.Ordinal);
        Assert.Equal((0, 2), (late.Data[Index], late.Data[Count]));
    }

    private sealed class Own
    {
        internal int Fail() => throw new FormatException("own");

        public override string ToString() => throw new InvalidOperationException("nobody is to ask for it");
    }

    private sealed class Unsendable : Exception
    {
        private readonly Thread? _thread = Thread.CurrentThread;

        public override string Message => $"unsendable from {_thread?.ManagedThreadId > 0}";
    }
}
