using MemoryPack;
using Orleans;
using PolyType;

namespace Values.Types;

/// <summary>
/// The root of the graph: its members refer back to it, and the same persons are in a list, in a dictionary and in <see cref="Lead"/>.
/// </summary>
[MemoryPackable(GenerateType.CircularReference)]
[GenerateSerializer]
[GenerateShape]
public sealed partial class Team
{
    [Id(0), MemoryPackOrder(0), Nerdbank.MessagePack.Key(0)]
    public string? Name { get; set; }

    [Id(1), MemoryPackOrder(1), Nerdbank.MessagePack.Key(1)]
    public List<Person> Members { get; set; } = [];

    [Id(2), MemoryPackOrder(2), Nerdbank.MessagePack.Key(2)]
    public Dictionary<string, Person> ByName { get; set; } = [];

    [Id(3), MemoryPackOrder(3), Nerdbank.MessagePack.Key(3)]
    public Person? Lead { get; set; }

    [Id(4), MemoryPackOrder(4), Nerdbank.MessagePack.Key(4)]
    public Vehicle? Vehicle { get; set; }
}
