using MemoryPack;
using MessagePack;
using Orleans;
using PolyType;

namespace Values.Types;

/// <summary>What the rows of many objects are made of.</summary>
[MemoryPackable]
[MessagePackObject]
[GenerateSerializer]
[GenerateShape]
public sealed partial record SmallRecord
{
    [Id(0), Key(0), Nerdbank.MessagePack.Key(0)]
    public int Number { get; set; }

    [Id(1), Key(1), Nerdbank.MessagePack.Key(1)]
    public double Weight { get; set; }

    [Id(2), Key(2), Nerdbank.MessagePack.Key(2)]
    public string? Name { get; set; }
}
