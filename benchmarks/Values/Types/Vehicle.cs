using System.Text.Json.Serialization;
using MemoryPack;
using Orleans;
using PolyType;

namespace Values.Types;

/// <summary>A member is declared as this and holds a <see cref="Van"/>.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(Bicycle))]
[MemoryPackUnion(1, typeof(Van))]
[JsonDerivedType(typeof(Bicycle), "bicycle")]
[JsonDerivedType(typeof(Van), "van")]
[DerivedTypeShape(typeof(Bicycle), Tag = 0)]
[DerivedTypeShape(typeof(Van), Tag = 1)]
[GenerateSerializer]
[GenerateShape]
public abstract partial class Vehicle
{
    [Id(0), Nerdbank.MessagePack.Key(0)]
    public int Wheels { get; set; }
}

[MemoryPackable]
[GenerateSerializer]
[GenerateShape]
public sealed partial class Bicycle : Vehicle
{
    [Id(0), Nerdbank.MessagePack.Key(1)]
    public bool HasBasket { get; set; }
}

[MemoryPackable]
[GenerateSerializer]
[GenerateShape]
public sealed partial class Van : Vehicle
{
    [Id(0), Nerdbank.MessagePack.Key(1)]
    public double Load { get; set; }
}
