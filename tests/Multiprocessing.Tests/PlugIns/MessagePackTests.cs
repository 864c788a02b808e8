using System.Buffers;
using Multiprocessing.Tests.Targets;
using Nerdbank.MessagePack;
using PolyType;

namespace Multiprocessing.Tests.PlugIns;

/// <summary>The adapter of Nerdbank.MessagePack, with children that run on the ordinary runtime.</summary>
public sealed partial class MessagePackTests
{
    private static readonly NerdbankValueSerializer s_serializer = new(static () => Witness.GeneratedTypeShapeProvider);
    private static readonly ProcessOptions s_options = new() { Serializer = s_serializer };

    public static IEnumerable<TheoryDataRow<StartMethod>> Methods => [new(StartMethod.Spawn), new(StartMethod.WarmSpare)];

    [Theory, MemberData(nameof(Methods))]
    public async Task Arguments_and_results_of_one_child_travel_by_it(StartMethod method)
    {
        Func<Order, List<string>, Order> add = static (order, more) => order with { Number = order.Number + 1, Lines = [.. order.Lines, .. more] };
        object[] arguments = [new Order(41, ["nut"]), new List<string> { "bolt", "screw" }];
        var result = await new ChildProcess<Order>(add, arguments, new ProcessOptions(s_options) { StartMethod = method }).StartNow();
        Assert.Equal((42, "nut bolt screw"), (result.Number, string.Join(' ', result.Lines)));
    }

    [Fact]
    public async Task Null_travels() =>
        Assert.Null(await ChildProcess.RunAsync<Order?, Order?>(static order => order is null ? null : new Order(1, []), null, s_options));

    [Fact]
    public async Task Nothing_of_a_number_travels() =>
        Assert.Equal(-1, await ChildProcess.RunAsync<int?, int>(static number => number ?? -1, null, s_options));

    [Fact]
    public async Task A_cycle_stays_one()
    {
        var node = new Node { Name = "alone" };
        node.Next = node;
        var back = await ChildProcess.RunAsync<Node, Node>(
            static node =>
            {
                node.Name += ReferenceEquals(node, node.Next) ? ", and a circle" : ", and copied";
                return node;
            }, node, s_options);
        Assert.Same(back, back.Next);
        Assert.Equal("alone, and a circle", back.Name);
    }

    [Fact]
    public async Task A_derived_type_that_is_named_arrives_whole() =>
        Assert.Equal(new Dog("Rex", 3), await ChildProcess.RunAsync<Animal, Animal>(static animal => animal is Dog dog ? dog with { Tricks = dog.Tricks + 1 } : animal, new Dog("Rex", 2), s_options));

    [Fact]
    public void An_argument_without_a_shape_is_refused_by_name()
    {
        var refusal = Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(static (Unnamed unnamed) => { }, new Unnamed(1), s_options); });
        Assert.Contains("argument 'unnamed'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("[GenerateShapeFor<...>]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_argument_that_would_lose_its_fields_is_refused_by_name()
    {
        var refusal = Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(static (Order order) => { }, new LongOrder(1, [], "more"), s_options); });
        Assert.Contains("argument 'order'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("[DerivedTypeShape(", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_without_a_shape_is_refused_in_the_child()
    {
        var refusal = await Assert.ThrowsAsync<ProcessBoundaryException>(() => ChildProcess.RunAsync(static () => new Unnamed(1), s_options));
        Assert.Contains("result", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_are_told() =>
        Assert.Throws<InvalidDataException>(() => s_serializer.Deserialize(new byte[] { 0xC1, 0xFF }, typeof(Order)));

    [Fact]
    public async Task Settings_of_ones_own_travel_along()
    {
        var serializer = new NerdbankValueSerializer(static () => Witness.GeneratedTypeShapeProvider, static () => new MessagePackSerializer { SerializeEnumValuesByName = true });
        var bytes = new ArrayBufferWriter<byte>();
        serializer.Serialize(bytes, DayOfWeek.Friday, typeof(DayOfWeek));
        Assert.Equal("Friday"u8.Length + 1, bytes.WrittenCount);
        Assert.Equal(DayOfWeek.Saturday, await ChildProcess.RunAsync<DayOfWeek, DayOfWeek>(static day => day + 1, DayOfWeek.Friday, new ProcessOptions { Serializer = serializer }));
    }

    /// <summary>What is set for the whole tree is set in a child of these tests, since they share their own process with others.</summary>
    [Fact]
    public async Task A_default_reaches_grandchildren()
    {
        var found = await ChildProcess.RunAsync(static () =>
        {
            ProcessOptions.DefaultSerializer = new NerdbankValueSerializer(static () => Witness.GeneratedTypeShapeProvider);
            return ChildProcess.RunAsync<Order, string>(
                static order => ChildProcess.RunAsync<Order, string>(
                    static order => $"{order.Number} {order.Lines[0]} {ProcessOptions.DefaultSerializer.GetType().Name} {CurrentProcess.Name}",
                    order).GetAwaiter().GetResult(),
                new Order(7, ["nut"]));
        });
        Assert.StartsWith("7 nut NerdbankValueSerializer ChildProcess-", found, StringComparison.Ordinal);
        Assert.EndsWith(":1:1", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_refuses_in_the_child_that_starts_another()
    {
        var message = await ChildProcess.RunAsync(static () =>
        {
            ProcessOptions.DefaultSerializer = new NerdbankValueSerializer(static () => Witness.GeneratedTypeShapeProvider);
            return ChildProcess.RunAsync<int, string>(
                static _ => Assert.Throws<ProcessBoundaryException>(() => { ChildProcess.Start(static (Unnamed unnamed) => { }, new Unnamed(1)); }).Message, 1);
        });
        Assert.Contains("argument 'unnamed'", message, StringComparison.Ordinal);
    }

    public sealed record Unnamed(int Number);

    public record Order(int Number, List<string> Lines);

    public sealed record LongOrder(int Number, List<string> Lines, string More) : Order(Number, Lines);

    public sealed class Node
    {
        public string? Name { get; set; }

        public Node? Next { get; set; }
    }

    [DerivedTypeShape(typeof(Dog))]
    public abstract record Animal(string Name);

    public sealed record Dog(string Name, int Tricks) : Animal(Name);

    [GenerateShapeFor<Order>]
    [GenerateShapeFor<List<string>>]
    [GenerateShapeFor<Node>]
    [GenerateShapeFor<Animal>]
    [GenerateShapeFor<DayOfWeek>]
    [GenerateShapeFor<int?>]
    [GenerateShapeFor<string>]
    private sealed partial class Witness;
}
