using MemoryPack;
using MessagePack;
using Orleans;
using PolyType;

namespace Values.Types;

/// <summary>
/// Eight plain members. The attributes are the wish of the other serializers; ours needs none. The members can be set: the code that
/// System.Text.Json generates takes longer for "init".
/// </summary>
[MemoryPackable]
[MessagePackObject]
[GenerateSerializer]
[GenerateShape]
public sealed partial record FlatRecord
{
    [Id(0), Key(0), Nerdbank.MessagePack.Key(0)]
    public int Number { get; set; }

    [Id(1), Key(1), Nerdbank.MessagePack.Key(1)]
    public long Count { get; set; }

    [Id(2), Key(2), Nerdbank.MessagePack.Key(2)]
    public double Weight { get; set; }

    [Id(3), Key(3), Nerdbank.MessagePack.Key(3)]
    public bool IsOpen { get; set; }

    [Id(4), Key(4), Nerdbank.MessagePack.Key(4)]
    public Guid Id { get; set; }

    [Id(5), Key(5), Nerdbank.MessagePack.Key(5)]
    public DateTime Time { get; set; }

    [Id(6), Key(6), Nerdbank.MessagePack.Key(6)]
    public string? Name { get; set; }

    [Id(7), Key(7), Nerdbank.MessagePack.Key(7)]
    public string? Comment { get; set; }
}
