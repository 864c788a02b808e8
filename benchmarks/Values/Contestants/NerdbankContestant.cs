using System.Buffers;
using Nerdbank.MessagePack;
using PolyType;
using Values.Types;

namespace Values.Contestants;

internal sealed class NerdbankContestant : DotnetContestant
{
    public override string Name => "Nerdbank";

    public override string? WhyNot(Row row) => row.Name == "value-closure" ? "no converter for delegates" : null;

    public override Codec<T> Create<T>(bool keepsReferences) => new NerdbankCodec<T>(keepsReferences);

    private sealed class NerdbankCodec<T>(bool keepsReferences) : Codec<T>
    {
        private readonly MessagePackSerializer _serializer = new()
        {
            PreserveReferences = keepsReferences ? ReferencePreservationMode.AllowCycles : ReferencePreservationMode.Off,
        };

        private readonly ITypeShape<T> _shape = (ITypeShape<T>)Witness.GeneratedTypeShapeProvider.GetTypeShape(typeof(T))!;

        public override void Write(ArrayBufferWriter<byte> destination, T value) => _serializer.Serialize(destination, value, _shape);

        public override T Read(ReadOnlyMemory<byte> source) => _serializer.Deserialize(source, _shape)!;
    }
}
