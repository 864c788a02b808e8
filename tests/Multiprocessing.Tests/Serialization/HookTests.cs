using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Serialization;

/// <summary>A type says how it travels: for itself, or by somebody else's registration.</summary>
public sealed class HookTests
{
    [Fact]
    public void A_field_that_stays_behind_arrives_as_its_default_and_its_neighbours_do_not()
    {
        var copy = Codec.Copy(new Cached { A = 1, B = 2, C = 3, D = 4, Stream = Stream.Null, Property = 5, Both = new Pair { Left = 6, Right = 7, Other = "x", Name = "y" } });
        Assert.Equal((1, 0, (byte)3, 4L, 0), (copy.A, copy.B, copy.C, copy.D, copy.Property));
        Assert.Null(copy.Stream);
        Assert.Equal((6, 0, null, "y"), (copy.Both.Left, copy.Both.Right, copy.Both.Other, copy.Both.Name));
    }

    [Fact]
    public void Values_of_a_type_that_leaves_all_behind()
    {
        var copy = Codec.Copy(new Empty[] { new() { Left = 1 }, new() { Left = 2 } });
        Assert.Equal([0, 0], copy.Select(static item => item.Left));
    }

    [Fact]
    public void Callbacks_before_and_after()
    {
        var sent = new Watched { Inner = new Watched() };
        sent.Inner.Inner = sent;
        var copy = Codec.Copy(sent);
        Assert.Equal((1, 0), (sent.Sent, sent.Received));
        // What it did before its fields were read travels; and all is complete when it is told.
        Assert.Equal((1, 1), (copy.Sent, copy.Received));
        Assert.Equal((1, 1), (copy.Inner!.Sent, copy.Inner.Received));
        Assert.True(copy.SawComplete && copy.Inner.SawComplete);
    }

    [Fact]
    public void A_type_that_travels_as_something_else()
    {
        var handle = new Handle(42);
        var copy = Codec.Copy(new object[] { handle, handle, new List<Handle> { handle } });
        Assert.Equal("opened 42", ((Handle)copy[0]).State);
        Assert.Same(copy[0], copy[1]);
        Assert.Same(copy[0], ((List<Handle>)copy[2])[0]);
        Assert.Equal("opened 7", Codec.Copy(new Handle(7)).State);
        Assert.Equal("opened 8", ChildProcess.Start(static (Handle handle) => handle.State, new Handle(8)).Result);
        Assert.Equal("opened 9", ChildProcess.Start(static () => new Handle(9)).Result.State);
    }

    [Fact]
    public void A_value_type_that_travels_as_something_else()
    {
        var copy = Codec.Copy(new[] { new Ticket(1), new Ticket(2) });
        Assert.Equal(["1", "2"], copy.Select(static ticket => ticket.Text));
        Assert.Equal("3", ((Ticket)Codec.Copy<object>(new Ticket(3))).Text);
        Assert.Equal("4", Codec.Copy((1, new Ticket(4))).Item2.Text);
    }

    [Fact]
    public void A_surrogate_may_hold_what_refers_to_others()
    {
        var shared = new List<int> { 1 };
        var copy = Codec.Copy(new object[] { shared, new Wrapper(shared) });
        Assert.Same(copy[0], ((Wrapper)copy[1]).List);
    }

    [Fact]
    public void A_surrogate_that_refers_back_is_refused()
    {
        var circle = new Circle();
        circle.Items.Add(circle);
        Assert.Contains("refers back to it", Codec.Refusal(circle), StringComparison.Ordinal);
    }

    [Fact]
    public void Surrogates_within_each_other_too_deep_are_refused()
    {
        var deep = new Circle();
        for (var index = 0; index < 1_000_000; index++) deep = new Circle { Items = { deep } };
        Assert.Contains("too deep", Codec.Refusal(deep), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_surrogate_throws_reaches_its_caller()
    {
        Assert.Equal("no", Assert.Throws<NotSupportedException>(static () => { Codec.Bytes(new Unwilling()); }).Message);
        var bytes = Codec.Bytes(new UnwillingToArrive());
        Assert.Equal("no", Assert.Throws<NotSupportedException>(() => { ValueSerializer.Default.Deserialize<UnwillingToArrive>(bytes); }).Message);
    }

    // In a process of its own, since a registration is for the whole program.
    [Fact]
    public void A_class_of_somebody_else()
    {
        using var child = ChildProcess.Start(static () =>
        {
            Assert.Contains("System.IO.MemoryStream", Codec.Refusal(new MemoryStream()), StringComparison.Ordinal);
            var opened = "by the parent's word";
            ValueSerializer.RegisterSurrogate<MemoryStream, byte[]>(static stream => stream.ToArray(), bytes => new MemoryStream([.. bytes, (byte)opened.Length]));
            Assert.Throws<ArgumentException>(static () => ValueSerializer.RegisterSurrogate<MemoryStream, string>(static _ => "", static _ => new MemoryStream()));
            Assert.Throws<ArgumentException>(static () => ValueSerializer.RegisterSurrogate<string, int>(static _ => 0, static _ => ""));
            Assert.Equal([1, 2, 20], Codec.Copy(new MemoryStream([1, 2])).ToArray());
            Assert.Equal([3, 20], ((MemoryStream)Codec.Copy(new Holder { Stream = new Derived([3]) }).Stream!).ToArray());

            // A child knows it too, on the way in and on the way out, and so does a grandchild.
            var back = ChildProcess.Start(static (MemoryStream stream) =>
            {
                Assert.Equal([5, 20], stream.ToArray());
                return ChildProcess.Start(static () => new MemoryStream([6])).Result;
            }, new MemoryStream([5])).Result;
            return back.ToArray();
        });
        Assert.Equal([6, 20, 20], child.Result);
    }

    private sealed class Cached
    {
        internal int A;
        [NonSerialized]
        internal int B;
        internal byte C;
        internal long D;
        [NonSerialized]
        internal Stream? Stream;
        internal Pair Both;

        [field: NonSerialized]
        internal int Property { get; set; }
    }

    private struct Pair
    {
        internal int Left;
        [NonSerialized]
        internal int Right;
        [NonSerialized]
        internal string? Other;
        internal string? Name;
    }

    private struct Empty
    {
        [NonSerialized]
        internal int Left;
    }

    private sealed class Watched : IDeserializationCallback
    {
        internal int Sent;
        internal Watched? Inner;
        [NonSerialized]
        internal int Received;
        [NonSerialized]
        internal bool SawComplete;

        [OnSerializing]
        internal void OnSending(StreamingContext context) => Sent++;

        public void OnDeserialization(object? sender)
        {
            Received++;
            SawComplete = Inner?.Inner == this && Inner.Sent == 1;
        }
    }

    private sealed class Handle(int number) : ISurrogateSerializable<Handle, int>
    {
        private readonly Stream _stream = Stream.Null;

        internal string State { get; private init; } = "made";

        public int ToSurrogate() => _stream is null ? 0 : number;

        public static Handle FromSurrogate(int surrogate) => new(surrogate) { State = $"opened {surrogate}" };
    }

    private readonly struct Ticket(int number) : ISurrogateSerializable<Ticket, string>
    {
        private readonly nint _address = number;

        internal string Text => _address.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public string ToSurrogate() => Text;

        public static Ticket FromSurrogate(string surrogate) =>
            new(int.Parse(surrogate, System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class Wrapper(List<int> list) : ISurrogateSerializable<Wrapper, (string, List<int>)>
    {
        internal List<int> List => list;

        public (string, List<int>) ToSurrogate() => ("a surrogate", list);

        public static Wrapper FromSurrogate((string, List<int>) surrogate) => new(surrogate.Item2);
    }

    private sealed class Circle : ISurrogateSerializable<Circle, List<Circle>>
    {
        internal List<Circle> Items { get; } = [];

        public List<Circle> ToSurrogate() => Items;

        public static Circle FromSurrogate(List<Circle> surrogate) => new();
    }

    private sealed class Unwilling : ISurrogateSerializable<Unwilling, int>
    {
        public int ToSurrogate() => throw new NotSupportedException("no");

        public static Unwilling FromSurrogate(int surrogate) => new();
    }

    private sealed class UnwillingToArrive : ISurrogateSerializable<UnwillingToArrive, int>
    {
        public int ToSurrogate() => 1;

        public static UnwillingToArrive FromSurrogate(int surrogate) => throw new NotSupportedException("no");
    }

    private sealed class Holder
    {
        internal Stream? Stream;
    }

    private sealed class Derived(byte[] bytes) : MemoryStream(bytes);
}
