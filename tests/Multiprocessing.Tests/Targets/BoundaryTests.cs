using System.Linq.Expressions;
using System.Reflection.Emit;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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
        const string Path = "The captured 'this'._watcher is a System.IO.FileSystemWatcher, which cannot cross a process border: ";
        const string Advice = " uses a field or a method of its object, so it carries 'this' with all that hangs on it: make it static, or copy what it needs of the object to a local variable and use that.";
        AssertSays(owner.UseField, Path, "The lambda in BoundaryTests.Owner.UseField" + Advice);
        AssertSays(owner.UseFieldAndVariable, Path, "The lambda in BoundaryTests.Owner.UseFieldAndVariable" + Advice);
        AssertSays(owner.UseLocalFunction, Path, "The local function Look in BoundaryTests.Owner.UseLocalFunction" + Advice);
        AssertSays(owner.UseWithin, Path, "The lambda in BoundaryTests.Owner.UseWithin" + Advice);
        AssertSays(owner.UseLater, Path, "The lambda in BoundaryTests.Owner.UseLater" + Advice);
        AssertSays(owner.UseInPool, Path, "The lambda in BoundaryTests.Owner.UseInPool" + Advice);
        AssertSays(owner.UseMethod, "The called object._watcher is a System.IO.FileSystemWatcher", "The method BoundaryTests.Owner.Look is called on an object, which goes with it: make it static, and give it what it needs as arguments.");
    }

    [Fact]
    public void What_another_lambda_has_captured()
    {
        using var owner = new Owner();
        const string Rest = " is captured by another lambda of BoundaryTests.Owner.ShareVariable, which shares its variables with this one: declare them in separate blocks, or move one of the lambdas to a method of its own.";
        AssertSays(owner.ShareVariable, "The captured variable 'log' is a System.IO.MemoryStream", "The variable 'log'" + Rest);
        AssertSays(owner.ShareThis, "The captured 'this'._watcher is a", "'this' is captured by another lambda of BoundaryTests.Owner.ShareThis, which");
        var refused = Assert.Throws<ProcessBoundaryException>(owner.UseVariable).Message;
        Assert.EndsWith("open it in the child.", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logger", "The captured variable 'orders'.Logger is a Microsoft.Extensions.Logging.Logger<BoundaryTests.Orders>, a logger, which cannot cross a process border: it writes for its own process; make a logger in the child")]
    [InlineData("configuration", "The captured variable 'orders'.Configuration is a Microsoft.Extensions.Configuration.ConfigurationRoot, a configuration, which cannot cross a process border: it watches its sources for its own process; read the values first")]
    [InlineData("services", "The captured variable 'orders'.Services is a Microsoft.Extensions.DependencyInjection.ServiceProvider, a provider of services, which cannot cross a process border: services belong to their process; send the values")]
    [InlineData("context", "The captured variable 'orders'.Request is a Microsoft.AspNetCore.Http.HttpContext, a part of a request, which cannot cross a process border: a request belongs to the server that answers it; copy what")]
    [InlineData("database", "The captured variable 'orders'.Database is a BoundaryTests.OrderContext, a database context, which cannot cross a process border: its connection belongs to its process; send the connection string")]
    [InlineData("client", "The captured variable 'orders'.Client is a System.Net.Http.HttpClient, which cannot cross a process border: an HTTP client belongs to its process; create it in the child")]
    public void What_everybody_knows_is_named_and_not_what_lies_deep_within(string kind, string text)
    {
        using var services = new ServiceCollection().AddLogging(static logging => logging.AddConsole()).BuildServiceProvider();
        using var client = new HttpClient();
        services.GetRequiredService<ILoggerFactory>();
        var orders = kind switch
        {
            "logger" => new Orders { Logger = services.GetRequiredService<ILogger<Orders>>() },
            "configuration" => new Orders { Configuration = new ConfigurationBuilder().AddEnvironmentVariables().Add(new LockedSource()).Build() },
            "services" => new Orders { Services = services },
            "context" => new Orders { Request = new HttpContext() },
            "database" => new Orders { Database = new OrderContext() },
            _ => new Orders { Client = client },
        };
        var refused = Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(() => Console.WriteLine(orders)); });
        Assert.StartsWith(text, refused.Message.Replace("Multiprocessing.Tests.Targets.", "", StringComparison.Ordinal), StringComparison.Ordinal);
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
        private readonly FileSystemWatcher _watcher = new();

        public void Dispose() => _watcher.Dispose();

        internal void UseField() => ChildProcess.Start(() => Console.WriteLine(_watcher.EnableRaisingEvents));

        internal void UseFieldAndVariable()
        {
            var text = Environment.MachineName;
            ChildProcess.Start(() => Console.WriteLine($"{text} {_watcher.EnableRaisingEvents}"));
        }

        internal void UseLocalFunction()
        {
            ChildProcess.Start(Look);

            void Look() => Console.WriteLine(_watcher.EnableRaisingEvents);
        }

        internal void UseWithin()
        {
            var text = Environment.MachineName;
            ChildProcess.Start(() =>
            {
                Func<int, bool> within = number => number == text.Length && _watcher.EnableRaisingEvents;
                Console.WriteLine(within(1));
            });
        }

        internal void UseLater()
        {
            var text = Environment.MachineName;
            _ = ChildProcess.RunAsync(async () =>
            {
                await Task.Yield();
                return text.Length == 0 && _watcher.EnableRaisingEvents;
            });
        }

        internal void UseInPool()
        {
            using var pool = new ProcessPool(new ProcessPoolOptions { MinWorkers = 0 });
            _ = pool.RunAsync(() => _watcher.EnableRaisingEvents);
        }

        internal void UseMethod() => ChildProcess.Start(Look);

        private void Look() => Console.WriteLine(_watcher.EnableRaisingEvents);

        internal void UseVariable()
        {
            var log = new MemoryStream();
            ChildProcess.Start(() => log.Flush());
        }

        internal void ShareVariable()
        {
            var (log, text) = (new MemoryStream(), Environment.MachineName);
            Action other = () => log.Flush();
            other();
            ChildProcess.Start(() => Console.WriteLine(text));
        }

        internal void ShareThis()
        {
            var text = Environment.MachineName;
            Func<bool> other = () => _watcher.EnableRaisingEvents && text.Length == 0;
            other();
            ChildProcess.Start(() => Console.WriteLine(text));
        }
    }

    private static void AssertSays(Action start, params string[] parts)
    {
        var message = Assert.Throws<ProcessBoundaryException>(start).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private sealed class Orders
    {
        internal ILogger? Logger { get; init; }

        internal IConfiguration? Configuration { get; init; }

        internal IServiceProvider? Services { get; init; }

        internal HttpContext? Request { get; init; }

        internal DbContext? Database { get; init; }

        internal HttpClient? Client { get; init; }
    }

    private sealed class OrderContext : DbContext;

    private sealed class LockedSource : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider();

        private sealed class Provider : ConfigurationProvider
        {
            internal readonly Lock Gate = new();
        }
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
