using MemoryPack;
using Orleans;
using PolyType;

namespace Values.Types;

/// <summary>A <see cref="SmallRecord"/> of which everybody keeps references.</summary>
[MemoryPackable(GenerateType.CircularReference)]
[GenerateSerializer]
[GenerateShape]
public sealed partial record KeptRecord
{
    [Id(0), MemoryPackOrder(0), Nerdbank.MessagePack.Key(0)]
    public int Number { get; set; }

    [Id(1), MemoryPackOrder(1), Nerdbank.MessagePack.Key(1)]
    public double Weight { get; set; }

    [Id(2), MemoryPackOrder(2), Nerdbank.MessagePack.Key(2)]
    public string? Name { get; set; }
}
