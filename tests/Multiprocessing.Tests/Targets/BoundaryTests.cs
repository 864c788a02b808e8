using System.Linq.Expressions;
using System.Reflection.Emit;

namespace Multiprocessing.Tests.Targets;

/// <summary>What cannot cross is refused at the start, by the name of what holds it; nothing is started.</summary>
public sealed class BoundaryTests
{
    [Fact]
    public void A_captured_stream() => Refused(() =>
    {
        var log = new MemoryStream();
        return () => log.Flush();
    }, "captured variable 'log'", "System.IO.MemoryStream", "send the path or the bytes");

    [Fact]
    public void A_captured_thread() => Refused(() =>
    {
        var worker = new Thread(static () => { });
        return () => worker.Join();
    }, "captured variable 'worker'", "System.Threading.Thread", "start it in the child");

    [Fact]
    public void A_captured_task() => Refused(() =>
    {
        var later = Task.FromResult(1);
        return () => Console.WriteLine(later.Result);
    }, "captured variable 'later'", "System.Threading.Tasks.Task<Int32>", "await it first");

    [Fact]
    public void A_captured_lock() => Refused(() =>
    {
        var gate = new Lock();
        return () => gate.Enter();
    }, "captured variable 'gate'", "System.Threading.Lock", "shared lock");

    [Fact]
    public void A_captured_address() => Refused(() =>
    {
        var address = (nint)1;
        return () => Console.WriteLine(address);
    }, "captured variable 'address'", "System.IntPtr", "no meaning in another process");

    [Fact]
    public void A_captured_this()
    {
        using var owner = new Owner();
        var refused = Assert.Throws<ProcessBoundaryException>(owner.Start);
        Assert.Contains("_socket", refused.Message, StringComparison.Ordinal);
        Assert.Contains("System.Net.Sockets.Socket", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_deep_within() => Refused(() =>
    {
        var order = new Order { Customers = [new Customer(), new Customer { Cache = new MemoryStream() }] };
        return () => Console.WriteLine(order);
    }, "captured variable 'order'.Customers[1].Cache");

    [Fact]
    public void An_argument()
    {
        var refused = Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(static (object value) => { }, (object)new MemoryStream()); });
        Assert.Contains("argument 'value'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_compiled_at_run_time()
    {
        var compiled = Expression.Lambda<Func<int>>(Expression.Constant(1)).Compile();
        var refused = Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(compiled); });
        Assert.Contains("made at run time", refused.Message, StringComparison.Ordinal);
        var method = new DynamicMethod("Emitted", typeof(void), []);
        method.GetILGenerator().Emit(OpCodes.Ret);
        Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(method.CreateDelegate<Action>()); });
    }

    [Fact]
    public async Task A_result_is_refused_in_the_child_and_told_to_the_parent()
    {
        var refused = await Assert.ThrowsAsync<ProcessBoundaryException>(() => ChildProcess.RunAsync(static () => new MemoryStream()));
        Assert.Contains("result", refused.Message, StringComparison.Ordinal);
        Assert.Contains("System.IO.MemoryStream", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_refused_may_be_mended_and_started()
    {
        using var stream = new MemoryStream([1, 2, 3]);
        Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(Length, (Stream)stream); });
        Assert.Equal(3, await ChildProcess.RunAsync(static bytes => bytes.Length, stream.ToArray()));

        static long Length(Stream stream) => stream.Length;
    }

    private static void Refused(Func<Action> make, params string[] parts)
    {
        var refused = Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(make(), new ProcessOptions { Name = "refused" }); });
        Assert.All(parts, part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(CurrentProcess.Children, static child => child.Name == "refused");
    }

    private sealed class Owner : IDisposable
    {
        private readonly System.Net.Sockets.Socket _socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);

        public void Dispose() => _socket.Dispose();

        internal void Start() => ChildProcess.Start(() => Console.WriteLine(_socket.Connected));
    }

    private sealed class Order
    {
        internal List<Customer> Customers { get; init; } = [];
    }

    private sealed class Customer
    {
        internal Stream? Cache { get; init; }
    }
}
