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
    public async Task An_exception_whose_class_cannot_travel_arrives_as_its_text_and_says_why()
    {
        var thrown = await Assert.ThrowsAsync<RemoteException>(() => ChildProcess.RunAsync(ThrowUnknown));
        Assert.Equal(typeof(UnknownException).FullName, thrown.TypeName);
        Assert.Contains("of a plug-in", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("its assembly may be unloaded", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(UnknownException.Throw), thrown.StackTrace, StringComparison.Ordinal);
        Assert.Contains("of a plug-in", thrown.RemoteText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_cannot_travel_is_left_out_and_named()
    {
        var thrown = await Assert.ThrowsAsync<StreamException>(() => ChildProcess.RunAsync(static () => throw new StreamException(new MemoryStream(), 5)));
        Assert.Equal(("holds a stream", 5), (thrown.Message, thrown.Code));
        Assert.Null(thrown.Stream);
        AssertLeftOut(thrown, "ExceptionTests.StreamException.Stream is a System.IO.MemoryStream, which cannot cross a process border: a stream belongs to its process");
        Assert.Contains(nameof(A_member_that_cannot_travel_is_left_out_and_named), thrown.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_cannot_travel_arrives_as_its_default()
    {
        var thrown = await Assert.ThrowsAsync<AddressException>(() => ChildProcess.RunAsync(static () => throw new AddressException { Address = 1, Part = (2, new MemoryStream()), Code = 3 }));
        Assert.Equal((0, 2, null, 3), (thrown.Address, thrown.Part.Item1, thrown.Part.Item2, thrown.Code));
        AssertLeftOut(thrown, "AddressException.Address is a System.IntPtr", "AddressException.Part.Item2 is a System.IO.MemoryStream");
    }

    [Fact]
    public async Task Inner_exceptions_and_data_lose_only_what_cannot_travel()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => ChildProcess.RunAsync(ThrowMany));
        Assert.Equal([typeof(StreamException), typeof(InvalidOperationException), typeof(RemoteException)], thrown.InnerExceptions.Select(static inner => inner.GetType()));
        AssertLeftOut(thrown.InnerExceptions[0], "StreamException.Stream is a System.IO.MemoryStream");
        AssertLeftOut(thrown.InnerExceptions[1], "InvalidOperationException.Data[log] is a System.IO.MemoryStream", "InvalidOperationException.Data[Thread] is a System.Threading.Thread");
        Assert.Equal(12, thrown.InnerExceptions[1].Data["line"]);
        Assert.Equal("near", Assert.IsType<StreamException>(thrown.InnerExceptions[1].InnerException).Message);
        Assert.Same(thrown.InnerExceptions[0], thrown.InnerExceptions[1].InnerException!.Data["same"]);
        Assert.Contains("its assembly may be unloaded", thrown.InnerExceptions[2].Message, StringComparison.Ordinal);
        Assert.Contains(nameof(UnknownException.Throw), thrown.InnerExceptions[2].StackTrace, StringComparison.Ordinal);
        Assert.False(thrown.Data.Contains(LeftOut));
    }

    [Fact]
    public async Task What_was_left_out_is_known_after_two_borders()
    {
        var thrown = await Assert.ThrowsAsync<StreamException>(() => ChildProcess.RunAsync(static async () =>
        {
            try
            {
                await ChildProcess.RunAsync(static () => throw new StreamException(new MemoryStream(), 5));
            }
            catch (StreamException exception)
            {
                exception.Data["here"] = new MemoryStream();
                throw;
            }
        }));
        AssertLeftOut(thrown, "StreamException.Stream is a", "StreamException.Data[here] is a");
    }

    [Fact]
    public async Task Many_that_lose_something_do_not_take_long()
    {
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => ChildProcess.RunAsync(static () =>
        {
            Exception deep = new FormatException("the first");
            for (var depth = 0; depth < 500; depth++) deep = new StreamException(new MemoryStream(), depth, deep);
            throw new AggregateException(Enumerable.Range(0, 500).Select(static number => new StreamException(new MemoryStream(), number)).Append(deep));
        }));
        Assert.All(thrown.InnerExceptions, static inner => AssertLeftOut(inner, "StreamException.Stream is a"));
        Assert.Equal("the first", thrown.InnerExceptions[^1].GetBaseException().Message);
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

    private const string LeftOut = "Multiprocessing.LeftOut";

    private static void AssertLeftOut(Exception exception, params string[] notes)
    {
        var text = Assert.IsType<string>(exception.Data[LeftOut]);
        Assert.Equal(notes.Length, text.Split(Environment.NewLine).Length);
        Assert.All(notes, note => Assert.Contains(note, text, StringComparison.Ordinal));
        // Where everybody looks.
        Assert.All(notes, note => Assert.Contains($"Left out on the way: The ", exception.ToString(), StringComparison.Ordinal));
    }

    private static void ThrowMany()
    {
        var first = new StreamException(new MemoryStream(), 1);
        var near = new StreamException(new MemoryStream(), 2, null, "near") { Data = { ["same"] = first } };
        var second = new InvalidOperationException("second", near) { Data = { ["line"] = 12, ["log"] = new MemoryStream(), [Thread.CurrentThread] = 1 } };
        throw new AggregateException(first, second, Assert.ThrowsAny<Exception>(ThrowUnknown));
    }

    // Of an assembly that may be unloaded.
    private static void ThrowUnknown()
    {
        var context = new System.Runtime.Loader.AssemblyLoadContext("plug-in", isCollectible: true);
        var type = context.LoadFromAssemblyPath(typeof(ExceptionTests).Assembly.Location).GetType(typeof(UnknownException).FullName!)!;
        type.GetMethod(nameof(UnknownException.Throw), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
            .Invoke(null, System.Reflection.BindingFlags.DoNotWrapExceptions, null, null, null);
    }

    private sealed class UnknownException() : Exception("of a plug-in")
    {
        internal static void Throw() => throw new UnknownException();
    }

    private sealed class AddressException : Exception
    {
        internal nint Address;
        internal (int, Stream?) Part;
        internal int Code;
    }

    private sealed class StreamException(Stream stream, int code, Exception? inner = null, string message = "holds a stream") : Exception(message, inner)
    {
        internal Stream Stream { get; } = stream;

        internal int Code { get; } = code;
    }
}
