using System.Buffers;
using AotProgram.Values;
using Multiprocessing;

namespace AotProgram;

/// <summary>Values by <see cref="NerdbankValueSerializer"/>: they arrive whole, or are refused.</summary>
internal static class AdapterChecks
{
    private static readonly NerdbankValueSerializer s_serializer = new(static () => Witness.GeneratedTypeShapeProvider);

    internal static void A_graph_arrives_whole()
    {
        var order = MakeOrder();
        var copy = Copy(order);
        Check.That(!ReferenceEquals(copy, order), "the copy is another object");
        Check.That((copy.Number, copy.State, copy.Discount, copy.Due) == (41, OrderState.Paid, 5, null), "plain members are equal");
        Check.That(copy.Lines.SequenceEqual(order.Lines), "the lists are equal");
        Check.That(copy.ByName.Count == 2 && copy.ByName["nut"] == order.ByName["nut"], "the dictionaries are equal");
        Check.That(copy.Parcel is Box box && box.Weight == 1.5 && box.Sides.SequenceEqual([1, 2, 3]), "the parcel is a box");
    }

    internal static void Shared_references_stay_shared()
    {
        var copy = Copy(MakeOrder());
        Check.That(ReferenceEquals(copy.Lines[0], copy.ByName["nut"]), "the list and the dictionary hold the same line");
    }

    internal static void A_cycle_stays_one()
    {
        var ada = new Person { Name = "Ada", Friend = new Person { Name = "Bob" } };
        ada.Friend.Friend = ada;
        var copy = Copy(ada);
        Check.That(copy.Friend is { Name: "Bob" } friend && ReferenceEquals(friend.Friend, copy), "Ada's friend's friend is Ada");
    }

    internal static void Derived_types_that_are_named_arrive_whole()
    {
        var copy = Copy(new List<Parcel> { new Box(1, [2]), new Roll(3, 4) });
        Check.That(copy is [Box { Weight: 1, Sides: [2] }, Roll { Weight: 3, Diameter: 4 }], "a box and a roll arrive");
    }

    internal static void Plain_values_travel()
    {
        Check.That(Copy(OrderState.Paid) == OrderState.Paid, "an enumeration's value is equal");
        Check.That(Copy<int?>(null) is null && Copy<int?>(7) == 7, "nullable values are equal");
        Check.That(Copy("text") == "text" && Copy<string?>(null) is null, "texts are equal");
    }

    internal static void A_type_without_a_shape_is_refused()
    {
        Check.Refuses<ProcessBoundaryException>(static () => Copy(new Unnamed(1)), nameof(Unnamed), "[GenerateShapeFor<...>]");
        Check.Refuses<ProcessBoundaryException>(static () => s_serializer.Deserialize<Unnamed>(new byte[] { 0xC0 }), nameof(Unnamed), "[GenerateShapeFor<...>]");
    }

    internal static void A_derived_type_that_is_not_named_is_refused() =>
        Check.Refuses<ProcessBoundaryException>(static () => Copy<Order>(new LongOrder(MakeOrder(), "more")), nameof(LongOrder), "[DerivedTypeShape(");

    internal static void Damaged_bytes_are_told() =>
        Check.Refuses<InvalidDataException>(static () => s_serializer.Deserialize<Order>(new byte[] { 0xC1, 0xFF }), nameof(Order));

    private static Order MakeOrder()
    {
        var (nut, bolt) = (new Line("nut", 0.25m), new Line("bolt", 1.75m));
        return new Order(41, [nut, bolt], new() { ["nut"] = nut, ["bolt"] = bolt }, new Box(1.5, [1, 2, 3]), OrderState.Paid, 5, null);
    }

    private static T Copy<T>(T value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        s_serializer.Serialize(bytes, value);
        return s_serializer.Deserialize<T>(bytes.WrittenMemory);
    }
}
