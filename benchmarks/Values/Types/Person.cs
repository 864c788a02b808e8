using MemoryPack;
using Orleans;
using PolyType;

namespace Values.Types;

/// <summary>A member of a team, which it knows.</summary>
[MemoryPackable(GenerateType.CircularReference)]
[GenerateSerializer]
[GenerateShape]
public sealed partial class Person
{
    [Id(0), MemoryPackOrder(0), Nerdbank.MessagePack.Key(0)]
    public string? Name { get; set; }

    [Id(1), MemoryPackOrder(1), Nerdbank.MessagePack.Key(1)]
    public int Age { get; set; }

    [Id(2), MemoryPackOrder(2), Nerdbank.MessagePack.Key(2)]
    public Team? Team { get; set; }
}
