using PolyType;

namespace AotProgram.Values;

/// <summary>A member is declared as this and holds one of the derived types.</summary>
[DerivedTypeShape(typeof(Box))]
[DerivedTypeShape(typeof(Roll))]
internal abstract record Parcel(double Weight);

internal sealed record Box(double Weight, int[] Sides) : Parcel(Weight);

internal sealed record Roll(double Weight, int Diameter) : Parcel(Weight);
