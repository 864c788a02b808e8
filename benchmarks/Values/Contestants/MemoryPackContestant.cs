using System.Buffers;
using MemoryPack;

namespace Values.Contestants;

/// <summary>Its mode for cycles is an attribute of the types of the graph.</summary>
internal sealed class MemoryPackContestant : DotnetContestant
{
    public override string Name => "MemoryPack";

    public override string? WhyNot(Row row) => row.Name == "value-closure" ? "no formatter for delegates" : null;

    public override Codec<T> Create<T>(bool keepsReferences) => new MemoryPackCodec<T>();

    private sealed class MemoryPackCodec<T> : Codec<T>
    {
        public override void Write(ArrayBufferWriter<byte> destination, T value) => MemoryPackSerializer.Serialize(destination, value);

        public override T Read(ReadOnlyMemory<byte> source) => MemoryPackSerializer.Deserialize<T>(source.Span)!;
    }
}
