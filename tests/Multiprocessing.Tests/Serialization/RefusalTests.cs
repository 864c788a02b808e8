using System.Collections.Concurrent;
using System.ComponentModel;
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.Loader;
using System.Runtime.Serialization;
using System.Threading.Channels;
using System.Xml;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Multiprocessing.Tests.Serialization;

/// <summary>docs/serialization.md is true: what does not travel is refused at the sender, with the words of the table.</summary>
public sealed class RefusalTests
{
    private static readonly Dictionary<string, Func<object>> s_examples = new()
    {
        ["Stream"] = static () => new MemoryStream(),
        ["TextReader"] = static () => new StringReader("x"),
        ["TextWriter"] = static () => new StringWriter(),
        ["HttpClient"] = static () => new HttpClient(),
        ["DbConnection"] = static () => new SomeConnection(),
        ["HttpHeaders"] = static () => new HttpRequestMessage { Headers = { { "Accept", "text/html" } } }.Headers,
        ["DataTable"] = static () => new DataTable(),
        ["XmlNode"] = static () => new XmlDocument(),
        ["class derived from Uri"] = static () => new OwnUri(),
        ["class of .NET with a finalizer"] = static () => new Container(),
        ["SafeHandle"] = static () => new SafeWaitHandle(0, ownsHandle: false),
        ["nint"] = static () => (nint)1,
        ["pointer"] = static () => new Pointing(),
        ["Thread"] = static () => Thread.CurrentThread,
        ["Task"] = static () => Task.FromResult(1),
        ["Lock"] = static () => new Locked(),
        ["ReaderWriterLockSlim"] = static () => new ReaderWriterLockSlim(),
        ["SemaphoreSlim"] = static () => new SemaphoreSlim(1),
        ["ManualResetEventSlim"] = static () => new ManualResetEventSlim(),
        ["WaitHandle"] = static () => new AutoResetEvent(false),
        ["Timer"] = static () => new Timer(static _ => { }),
        ["BlockingCollection<T>"] = static () => new BlockingCollection<int>(),
        ["Channel<T>"] = static () => Channel.CreateUnbounded<int>(),
        ["ThreadLocal<T>"] = static () => new ThreadLocal<int>(),
        ["WeakReference<T>"] = static () => new WeakReference<object>(new object()),
        ["ILogger"] = static () => new Locked.Logger(),
        ["IConfiguration"] = static () => new ConfigurationBuilder().Add(new Locked.Source()).Build(),
        ["IServiceProvider"] = static () => new Locked.Services(),
        ["HttpContext"] = static () => new Microsoft.AspNetCore.Http.HttpContext(),
        ["DbContext"] = static () => new Microsoft.EntityFrameworkCore.DbContext(),
        ["struct with [OnDeserialized] or the like"] = static () => new Marked(),
        ["class with [NonSerialized] fields that implements ISerializable without its constructor"] = static () => new Unfinished(),
        ["ProcessPool"] = static () => new ProcessPool(new ProcessPoolOptions { MinWorkers = 0 }),
        ["Process"] = static () => Process.GetCurrentProcess(),
        ["type in a collectible assembly"] = static () => Activator.CreateInstance(Load(isCollectible: true))!,
        ["assembly loaded from memory"] = static () => Activator.CreateInstance(Assembly.Load(File.ReadAllBytes(typeof(RefusalTests).Assembly.Location)).GetType(typeof(Plain).FullName!)!)!,
        ["function compiled at run time"] = static () => Expression.Lambda<Func<int>>(Expression.Constant(1)).Compile(),
    };

    public static IEnumerable<TheoryDataRow<string>> Names =>
        SerializationTable.Names("What does not travel").Select(static name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(Names))]
    public void It_is_refused_in_the_words_of_the_table(string name)
    {
        var value = s_examples[name]();
        var refusal = Codec.Refusal(new Holder { Deep = [null, new Holder { Value = value }] });
        Assert.Contains("value.Deep[1].Value", refusal, StringComparison.Ordinal);
        Assert.Contains(SerializationTable.Entries("What does not travel").Single(entry => entry.Name == name).Text.Replace("`", "", StringComparison.Ordinal), refusal, StringComparison.Ordinal);
        (value as IDisposable)?.Dispose();
    }

    [Fact]
    public void Null_in_a_field_of_a_type_that_is_refused_harms_nobody() => Assert.Null(Codec.Copy(new Owner()).Stream);

    [Fact]
    public void The_way_to_it_is_named()
    {
        Assert.Contains("value.Both.Stream is", Codec.Refusal(new Nested { Both = new Both { Stream = Stream.Null } }), StringComparison.Ordinal);
        Assert.Contains("value[key].Stream is", Codec.Refusal(new Dictionary<string, Owner> { ["key"] = new() { Stream = Stream.Null } }), StringComparison.Ordinal);
        Assert.Contains("value[1, 0] is", Codec.Refusal(new object?[,] { { null }, { Stream.Null } }), StringComparison.Ordinal);
        Assert.Contains("value.InnerException.Data[log] is", Codec.Refusal(new InvalidOperationException("", new ArgumentException { Data = { ["log"] = Stream.Null } })), StringComparison.Ordinal);
        Assert.Contains("value[0].Item2 is", Codec.Refusal(new List<(int, Stream)> { (1, Stream.Null) }), StringComparison.Ordinal);
        Assert.Contains("value.Address is", Codec.Refusal(new Pointing2()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_message_leaves_the_serializer_as_it_was()
    {
        for (var index = 0; index < 10; index++)
        {
            Codec.Refusal(new object[] { new Plain(), new List<Owner> { new() { Stream = Stream.Null } } });
            Assert.Equal([1, 2], Codec.Copy(new[] { 1, 2 }));
        }
    }

    private static Type Load(bool isCollectible)
    {
        var context = new AssemblyLoadContext("plug-in", isCollectible);
        return context.LoadFromAssemblyPath(typeof(RefusalTests).Assembly.Location).GetType(typeof(Plain).FullName!)!;
    }

    public sealed class Plain;

    private class Locked
    {
        internal Lock Gate = new();

        internal sealed class Logger : Locked, ILogger
        {
            IDisposable? ILogger.BeginScope<TState>(TState state) => null;

            bool ILogger.IsEnabled(LogLevel logLevel) => false;

            void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
            }
        }

        internal sealed class Source : ConfigurationProvider, IConfigurationSource
        {
            internal Lock Gate = new();

            public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
        }

        internal sealed class Services : Locked, IServiceProvider
        {
            object? IServiceProvider.GetService(Type serviceType) => null;
        }
    }

    private struct Marked
    {
        internal int Value;

        [OnDeserialized]
        private void Fill(StreamingContext context) => Value = 1;
    }

    private sealed class Unfinished : ISerializable
    {
        [NonSerialized]
        internal int Lost = 1;

        public void GetObjectData(SerializationInfo info, StreamingContext context) => info.AddValue("lost", Lost);
    }

    private sealed class OwnUri() : Uri("http://example.org/");

    private sealed class Holder
    {
        internal object? Value;
        internal Holder?[]? Deep;
    }

    private sealed class Owner
    {
        internal Stream? Stream;
    }

    private struct Both
    {
        internal Stream? Stream;
    }

    private sealed class Nested
    {
        internal Both Both;
    }

    private sealed unsafe class Pointing
    {
        internal int* Place = null;
    }

    private sealed class Pointing2
    {
        internal string Name = "";
        internal nint Address = 5;
    }

    [DesignerCategory("")]
    private sealed class SomeConnection : DbConnection
    {
        [AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "";

        public override ConnectionState State => ConnectionState.Closed;

        public override void ChangeDatabase(string databaseName)
        {
        }

        public override void Close()
        {
        }

        public override void Open()
        {
        }

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
    }
}
