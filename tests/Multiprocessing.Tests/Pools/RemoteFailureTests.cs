using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Pools;

/// <summary>What a task has thrown is what its caller sees.</summary>
public sealed class RemoteFailureTests
{
    [Fact]
    public async Task An_exception_arrives_as_what_it_was_with_the_workers_stack()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var thrown = await Assert.ThrowsAsync<KeyNotFoundException>(() => pool.RunAsync(ThrowKeyNotFound).SoonAsync());
        Assert.Equal("no key", thrown.Message);
        Assert.Equal("inner", Assert.IsType<FormatException>(thrown.InnerException).Message);
        Assert.Contains(nameof(ThrowKeyNotFound), thrown.StackTrace, StringComparison.Ordinal);
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task One_that_cannot_be_written_arrives_as_its_name_text_and_stack() =>
        await AssertRemoteAsync<UnwritableException>(static () => ThrowUnwritable(), "not there");

    [Fact]
    public async Task One_that_cannot_be_rebuilt_arrives_as_its_name_text_and_stack() =>
        await AssertRemoteAsync<UnreadableException>(static () => ThrowUnreadable(), "not here");

    [Fact]
    public async Task One_that_cannot_even_tell_its_text_arrives_by_its_name()
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var remote = await Assert.ThrowsAsync<RemoteException>(() => pool.RunAsync(static () => throw new MuteException()).SoonAsync());
        Assert.Equal(typeof(MuteException).FullName, remote.TypeName);
        await pool.WorksOnAsync();
    }

    [Fact]
    public async Task Each_caller_gets_an_exception_of_his_own()
    {
        using var pool = new ProcessPool(PoolHealth.Two);
        var tasks = Enumerable.Range(0, 8).Select(_ => pool.RunAsync(static () => throw Thrown.Always)).ToArray();
        var failures = new List<Exception>();
        foreach (var task in tasks) failures.Add(await Assert.ThrowsAsync<FormatException>(() => task.SoonAsync()));
        Assert.Equal(tasks.Length, failures.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public async Task A_map_waits_for_the_rest_and_then_throws_the_first_failure_by_place()
    {
        using var done = new SharedArray<int>(40);
        using var pool = new ProcessPool(PoolHealth.Two);
        var map = pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(number =>
        {
            done[number] = 1;
            // The first one by place is the last one by time.
            if (number == 3) Thread.Sleep(200);
            return number is 3 or 20 or 30 ? throw new FormatException($"{number}") : number;
        }, Enumerable.Range(0, 40));
        var thrown = await Assert.ThrowsAsync<FormatException>(() => map.SoonAsync());
        Assert.Equal("3", thrown.Message);
        Assert.DoesNotContain(0, done.Span.ToArray());
        await pool.WorksOnAsync();
    }

    private static async Task AssertRemoteAsync<T>(Action function, string why)
    {
        using var pool = new ProcessPool(PoolHealth.One);
        var remote = await Assert.ThrowsAsync<RemoteException>(() => pool.RunAsync(function).SoonAsync());
        Assert.Equal(typeof(T).FullName, remote.TypeName);
        Assert.StartsWith($"{typeof(T).FullName}: with a reason", remote.Message, StringComparison.Ordinal);
        Assert.Contains(why, remote.Message, StringComparison.Ordinal);
        Assert.Contains("ThrowUn", remote.StackTrace, StringComparison.Ordinal);
        Assert.Contains("inner reason", remote.RemoteText, StringComparison.Ordinal);
        await pool.WorksOnAsync();
        Assert.Equal(0, pool.GetSnapshot().Restarts);
    }

    private static void ThrowKeyNotFound() => throw new KeyNotFoundException("no key", new FormatException("inner"));

    private static void ThrowUnwritable() => throw new UnwritableException("with a reason", new FormatException("inner reason"));

    private static void ThrowUnreadable() => throw new UnreadableException("with a reason", new FormatException("inner reason"));

    private static class Thrown
    {
        internal static readonly FormatException Always = new("always the same");
    }

    private sealed class UnwritableException(string message, Exception inner) : Exception(message, inner)
    {
        [OnSerializing]
        internal void OnSending(StreamingContext context) => throw new InvalidOperationException("not there");
    }

    private sealed class UnreadableException(string message, Exception inner) : Exception(message, inner), IDeserializationCallback
    {
        public void OnDeserialization(object? sender) => throw new InvalidDataException("not here");
    }

    private sealed class MuteException : Exception
    {
        [OnSerializing]
        internal void OnSending(StreamingContext context) => throw new InvalidOperationException("not there");

        public override string Message => throw new InvalidOperationException("no text");
    }
}
