using PolyType;

namespace AotProgram.Values;

/// <summary>Tells the generator which types travel; they bear no attribute for it themselves.</summary>
[GenerateShapeFor<Order>]
[GenerateShapeFor<Person>]
[GenerateShapeFor<List<Parcel>>]
[GenerateShapeFor<OrderState>]
[GenerateShapeFor<int?>]
[GenerateShapeFor<string>]
internal sealed partial class Witness;
