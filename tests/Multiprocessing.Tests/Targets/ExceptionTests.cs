namespace Multiprocessing.Tests.Targets;

/// <summary>Exceptions reach the parent with type, message, inner exceptions, fields and the child's stack.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public async Task An_own_exception_keeps_its_fields()
    {
        var thrown = await Assert.ThrowsAsync<OwnException>(() => ChildProcess.RunAsync(static () => throw new OwnException("own", 7)));
        Assert.Equal(("own", 7), (thrown.Message, thrown.Code));
        Assert.Contains(nameof(An_own_exception_keeps_its_fields), thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_AggregateException_keeps_all_its_inner_ones()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => ChildProcess.RunAsync(static () => throw new AggregateException(new FormatException("a"), new OwnException("b", 2))));
        Assert.Equal([typeof(FormatException), typeof(OwnException)], thrown.InnerExceptions.Select(static inner => inner.GetType()));
    }

    [Fact]
    public async Task Data_travels_with_an_exception()
    {
        var thrown = await Assert.ThrowsAsync<FormatException>(() => ChildProcess.RunAsync(static () => throw new FormatException("x") { Data = { ["line"] = 12 } }));
        Assert.Equal(12, thrown.Data["line"]);
    }

    [Fact]
    public async Task An_exception_that_cannot_travel_arrives_as_its_text()
    {
        var thrown = await Assert.ThrowsAsync<RemoteException>(() => ChildProcess.RunAsync(static () => throw new StreamException(new MemoryStream())));
        Assert.Equal(typeof(StreamException).FullName, thrown.TypeName);
        Assert.Contains("holds a stream", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(An_exception_that_cannot_travel_arrives_as_its_text), thrown.StackTrace, StringComparison.Ordinal);
        Assert.Contains("holds a stream", thrown.RemoteText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_of_an_asynchronous_function_arrives_as_itself()
    {
        await Assert.ThrowsAsync<OwnException>(() => ChildProcess.RunAsync(static async () =>
        {
            await Task.Yield();
            throw new OwnException("later", 1);
        }));
    }

    [Fact]
    public async Task An_exception_passes_two_borders()
    {
        var thrown = await Assert.ThrowsAsync<OwnException>(() => ChildProcess.RunAsync(static () => ChildProcess.RunAsync(static () => throw new OwnException("deep", 3))));
        Assert.Equal(3, thrown.Code);
    }

    [Fact]
    public void Result_throws_what_the_function_threw()
    {
        using var child = ChildProcess.Start(Fail);
        Assert.Equal(4, Assert.Throws<OwnException>(() => { _ = child.Result; }).Code);
        Assert.Equal(1, child.ExitCode);

        static int Fail() => throw new OwnException("result", 4);
    }

    [Fact]
    public async Task A_cancelled_function_arrives_as_cancelled()
    {
        await Assert.ThrowsAsync<TaskCanceledException>(() => ChildProcess.RunAsync(static () => Task.Delay(1000, new CancellationToken(canceled: true))));
    }

    [Fact]
    public async Task A_field_that_is_marked_as_no_state_stays_behind()
    {
        var note = new Note { Text = "kept", Cache = new MemoryStream() };
        Assert.Equal("kept True", await ChildProcess.RunAsync(() => $"{note.Text} {note.Cache is null}"));
    }

    private sealed class Note
    {
        [NonSerialized]
        internal Stream? Cache;

        internal string? Text;
    }

    private sealed class OwnException(string message, int code) : Exception(message)
    {
        internal int Code { get; } = code;
    }

    private sealed class StreamException(Stream stream) : Exception("holds a stream")
    {
        internal Stream Stream { get; } = stream;
    }
}
